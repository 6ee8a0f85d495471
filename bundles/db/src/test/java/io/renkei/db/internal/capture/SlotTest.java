package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Batch;
import io.renkei.api.CaptureSource;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.LinkException;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.db.internal.apply.TestBatch;
import io.renkei.db.internal.wire.Lsn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may read a link's slot, who may move it and when. */
class SlotTest {
    private static final String CLAIM = "CREATE TABLE claim (id int PRIMARY KEY, note text)";

    private SourceRig rig;

    @AfterEach
    void close() throws SQLException {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void theSlotForgetsOnlyWhatIsDurable() throws Exception {
        rig = SourceRig.of(CLAIM).started();
        Position before = rig.position;
        String slot = confirmed();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        assertEquals(List.of("I claim N(1,a)"), rig.changes());
        rig.source().next(Duration.ofMillis(2500));
        assertEquals(slot, confirmed(), "nothing was released");
        rig.source().release(rig.position);
        awaitConfirmed(rig.position.order());
        rig.shut();
        rig.position = before.isStart() ? Position.of(1) : before;
        LinkException lost = assertThrows(PermanentLinkException.class, rig::open);
        assertEquals(ErrorCode.SLOT_LOST, lost.code());
        assertTrue(lost.detail().contains("changes between them are gone"), lost.detail());
    }

    /** As a node that was frozen and goes on after the copy of its home has carried: it must not end the copy's session. */
    @Test
    void aSlotThatACopyOfTheNodeHasReadFurtherIsLeftToIt() throws Exception {
        rig = SourceRig.of(CLAIM).started();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        assertEquals(List.of("I claim N(1,a)"), rig.changes());
        Position frozen = rig.position;
        rig.execute("INSERT INTO claim VALUES (2, 'b')");
        assertEquals(List.of("I claim N(2,b)"), rig.changes());
        rig.source().release(rig.position);
        awaitConfirmed(rig.position.order());
        try (CaptureSource first = new SourceServices().source(rig)) {
            LinkException lost = assertThrows(PermanentLinkException.class, () -> first.open(frozen));
            assertEquals(ErrorCode.SLOT_LOST, lost.code());
            assertTrue(lost.detail().contains("bytes after what was carried"), lost.detail());
            assertTrue(lost.detail().endsWith("another node of this link reads the slot"), lost.detail());
        }
        rig.execute("INSERT INTO claim VALUES (3, 'c')");
        assertEquals(List.of("I claim N(3,c)"), rig.changes());
    }

    /** The same, before the copy has carried anything: whoever is the newer owner keeps the slot. */
    @Test
    void aSlotThatANewerOwnerReadsIsLeftToIt() throws Exception {
        rig = SourceRig.of(CLAIM);
        rig.epoch = new Epoch(8);
        rig.started();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        assertEquals(List.of("I claim N(1,a)"), rig.changes());
        rig.epoch = new Epoch(7);
        try (CaptureSource older = new SourceServices().source(rig)) {
            FencedException fenced = assertThrows(FencedException.class, () -> older.open(rig.position));
            assertEquals("another node reads the source with epoch 8, this owner's is 7", fenced.detail());
            assertEquals(new Epoch(8), fenced.targetEpoch());
        }
        rig.execute("INSERT INTO claim VALUES (2, 'b')");
        assertEquals(List.of("I claim N(2,b)"), rig.changes());
        rig.epoch = new Epoch(9);
        try (CaptureSource newer = new SourceServices().source(rig)) {
            newer.open(rig.position);
        }
    }

    /** The newer owner was cut off for a moment, and the frozen one that goes on found the slot unread. */
    @Test
    void anOlderOwnerForANewerOnesMomentOfAbsenceDoesNotMoveTheSlot() throws Exception {
        rig = SourceRig.of(CLAIM);
        rig.epoch = new Epoch(8);
        rig.started();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        assertEquals(List.of("I claim N(1,a)"), rig.changes());
        Position newest = rig.position;
        rig.shut();
        rig.execute("INSERT INTO claim VALUES (2, 'b')");
        String slot = confirmed();
        rig.epoch = new Epoch(7);
        try (CaptureSource older = new SourceServices().source(rig)) {
            older.open(newest);
            Batch read = older.next(Duration.ofSeconds(10));
            Position end = TestBatch.copyOf(read, 1).end().to();
            older.release(end);
            older.next(Duration.ofMillis(2500));
            assertEquals(slot, confirmed(), "the older owner has moved the slot");
            rig.epoch = new Epoch(8);
            rig.open();
        }
        assertEquals(List.of("I claim N(2,b)"), rig.changes());
    }

    @Test
    void aSessionMovesItsSlotAfterItHasStood() throws Exception {
        rig = SourceRig.of(CLAIM).started();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        assertEquals(List.of("I claim N(1,a)"), rig.changes());
        Position begin = rig.position;
        rig.shut();
        rig.execute("INSERT INTO claim VALUES (2, 'b')");
        String slot = confirmed();
        try (CaptureSource source = new SourceServices(Duration.ofSeconds(4)).source(rig)) {
            source.open(begin);
            Position end = TestBatch.copyOf(source.next(Duration.ofSeconds(10)), 1)
                    .end()
                    .to();
            source.release(end);
            source.next(Duration.ofMillis(1500));
            assertEquals(slot, confirmed(), "the session has not stood");
            awaitConfirmed(end.order());
        }
    }

    /** A target that stands still holds the reader up for longer than the server waits for an answer. */
    @Test
    void aSourceThatIsNotReadForLongIsNotGivenUpByTheServer() throws Exception {
        rig = SourceRig.of(
                CLAIM,
                "DO $$BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET wal_sender_timeout = 3000'; END$$");
        rig.started();
        String reader =
                "SELECT coalesce(active_pid, 0) FROM pg_replication_slots WHERE slot_name = '" + SourceRig.SLOT + "'";
        String before = rig.query(reader);
        rig.execute("INSERT INTO claim SELECT g, repeat(md5(g::text), 40) FROM generate_series(1, 30000) g");
        new CountDownLatch(1).await(8, TimeUnit.SECONDS);
        assertEquals(before, rig.query(reader), "the server has ended the session");
        assertEquals(30_000, rig.next().end().items());
    }

    private String confirmed() throws SQLException {
        return rig.query(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + SourceRig.SLOT + "'");
    }

    private void awaitConfirmed(long lsn) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Lsn.parse(confirmed()) < lsn) {
            assertTrue(System.nanoTime() < end, "the slot was not released");
            never.await(50, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void anIdleLinkLetsTheLogOfOtherDatabasesGo() throws Exception {
        rig = SourceRig.of(CLAIM).started();
        rig.execute("CREATE TABLE unlisted (x text)");
        rig.read();
        rig.source().release(rig.position);
        long before = rig.position.order();
        rig.execute("INSERT INTO unlisted SELECT repeat('x', 1000) FROM generate_series(1, 6000)");
        Batch moved = rig.source().next(Duration.ofSeconds(20));
        assertEquals(0, TestBatch.copyOf(moved, 1).end().items());
        long after = moved.end().to().order();
        assertTrue(after - before > 4_000_000);
        rig.source().release(moved.end().to());
        awaitConfirmed(after);
    }
}
