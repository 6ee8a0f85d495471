package io.renkei.db.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BatchType;
import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.LinkException;
import io.renkei.api.LinkProbe;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.DigestReply;
import io.renkei.db.internal.wire.DigestRequest;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.TargetStateReply;
import io.renkei.db.internal.wire.TargetStateRequest;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TargetDatabaseTest {
    private static final String CLAIM = "CREATE TABLE claim (id int PRIMARY KEY, amount int, note text)";
    private static final Relation CLAIM_RELATION = new Relation(
            4711,
            "public",
            "claim",
            'd',
            List.of(
                    new Relation.Column(true, "id", 23, -1),
                    new Relation.Column(false, "amount", 23, -1),
                    new Relation.Column(false, "note", 25, -1)));
    private static final String ROWS = "SELECT claim::text FROM claim ORDER BY id";

    private TestSource source;
    private TestTarget target;

    @BeforeEach
    void open() throws SQLException {
        source = new TestSource(CLAIM);
        target = new TestTarget(CLAIM);
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
        source.close();
    }

    private void assertSame() throws SQLException {
        String digest =
                "SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(c::text, ',' ORDER BY id), '')) FROM claim c";
        assertEquals(TestServer.query(source.url, digest), target.query(digest));
    }

    /** What went wrong, and the transaction that a person may have left out. */
    private static void assertTold(String what, LinkException fault) {
        String form = Pattern.quote(what) + " \\(transaction [0-9A-F]+/[0-9A-F]+\\)";
        assertTrue(fault.detail().matches(form), fault.detail());
    }

    private String checkpoint() throws SQLException {
        return target.query("SELECT position FROM renkei.renkei_checkpoint");
    }

    @Test
    void appliesAFewChangesAndMovesTheCheckpoint() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a'), (2, 200, NULL), (3, 300, '𠮷野')");
        database.apply(source.batch());
        source.execute("UPDATE claim SET amount = 101 WHERE id = 1", "DELETE FROM claim WHERE id = 2");
        source.execute("UPDATE claim SET id = 30 WHERE id = 3");
        database.apply(source.batch());
        assertSame();
        assertEquals("(1,101,a)\n(30,300,𠮷野)", target.query(ROWS));
        assertEquals(Long.toString(source.position()), checkpoint());
        assertEquals("6", target.query("SELECT items FROM renkei.renkei_watermark"));
    }

    @Test
    void appliesManyChangesInSets() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim SELECT g, g, repeat('x', 100) FROM generate_series(1, 25000) g");
        database.apply(source.batch());
        assertSame();
        source.execute(
                "UPDATE claim SET amount = amount + 1 WHERE id % 2 = 0",
                "DELETE FROM claim WHERE id % 3 = 0",
                "INSERT INTO claim SELECT g, 0, NULL FROM generate_series(30000, 30500) g",
                "UPDATE claim SET note = 'again' WHERE id % 5 = 0");
        database.apply(source.batch());
        assertSame();
        source.execute("TRUNCATE claim", "INSERT INTO claim SELECT g, g, 'new' FROM generate_series(1, 200) g");
        database.apply(source.batch());
        assertSame();
    }

    /** A clock says when, never in which order. */
    @Test
    void appliesInTheOrderOfPositionsWhenTheSourcesClockSteps() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        database.apply(source.batch().committedAt(Instant.parse("2099-01-01T00:00:00Z")));
        source.execute("UPDATE claim SET amount = 2");
        TestBatch yearsBefore = source.batch().committedAt(Instant.parse("1999-01-01T00:00:00Z"));
        database.apply(yearsBefore);
        assertSame();
        assertEquals(Long.toString(source.position()), checkpoint());
        source.execute("UPDATE claim SET amount = 3");
        database.apply(source.batch().committedAt(Instant.parse("2026-01-01T00:00:00Z")));
        database.apply(yearsBefore.again());
        assertSame();
        assertEquals("(1,3,a)", target.query(ROWS));
    }

    @Test
    void skipsABatchThatIsInTheTarget() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        TestBatch first = source.batch();
        database.apply(first);
        source.execute("UPDATE claim SET amount = 2");
        TestBatch second = source.batch();
        database.apply(second);
        database.apply(first.again());
        database.apply(second.again());
        assertSame();
    }

    /** The journal was lost and counts from 1 again; the source was restored, so that its copy lies before the checkpoint. */
    @Test
    void takesTheBaseCopyOfALaterJournalAndTakesItOnce() throws SQLException {
        TargetDatabase database = target.claimed(1);
        for (int i = 1; i <= 3; i++) {
            source.execute("INSERT INTO claim VALUES (" + i + ", 100, 'before')");
            database.apply(source.batch());
        }
        TestTarget.claim(database, 2, "owner-2");
        TestBatch copy = new TestBatch.Builder(BatchType.BASE, 0, 0)
                .message(new byte[] {'r'})
                .declare(CLAIM_RELATION.encode())
                .message(ByteBuffer.allocate(27)
                        .put((byte) 'c')
                        .putInt(CLAIM_RELATION.oid())
                        .putShort((short) 3)
                        .putInt(4)
                        .putInt(70)
                        .putInt(4)
                        .putInt(700)
                        .putInt(-1)
                        .array())
                .build(source.position() - 100, 1)
                .ofEpoch(2);
        database.apply(copy.again());
        assertEquals("(70,700,)", target.query(ROWS));
        assertEquals(Map.of("public.claim INSERT", 3L, "public.claim LOAD", 1L), target.counted);
        assertEquals(Long.toString(source.position() - 100), checkpoint());
        TestServer.execute(target.url, "INSERT INTO claim VALUES (71, 0, 'later')");
        // sent again, to this owner and to the next
        database.apply(copy.again());
        TestTarget.claim(database, 3, "owner-3");
        database.apply(copy.again());
        assertEquals("(70,700,)\n(71,0,later)", target.query(ROWS));
    }

    @Test
    void refusesABatchThatDoesNotFollow() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        LinkException refused = assertThrows(
                TransientLinkException.class,
                () -> database.apply(source.batch().from(7)));
        assertEquals(ErrorCode.POSITION_MISMATCH, refused.code());
        assertEquals("", target.query(ROWS));
    }

    @Test
    void keepsNothingOfABatchThatBreaksOff() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim SELECT g, g, repeat('x', 50) FROM generate_series(1, 25000) g");
        TestBatch batch = source.batch();
        assertTrue(batch.frameCount() > 10);
        for (int frames : List.of(1, 5, batch.frameCount() - 1, batch.frameCount())) {
            LinkException broken =
                    assertThrows(TransientLinkException.class, () -> database.apply(batch.breakingAfter(frames)));
            assertEquals(ErrorCode.LINE_DOWN, broken.code());
            assertEquals("0", target.query("SELECT count(*) FROM claim"));
            assertEquals("0", checkpoint());
        }
        database.apply(batch.again());
        assertSame();
    }

    @Test
    void goesOnAfterTheServerEndedItsSession() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        TestBatch batch = source.batch();
        target.query("SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity WHERE application_name LIKE"
                + " 'renkei db-13-prod apply%' AND datname = current_database()");
        LinkException ended = assertThrows(TransientLinkException.class, () -> database.apply(batch));
        assertEquals(ErrorCode.TARGET_UNREACHABLE, ended.code());
        database.apply(batch.again());
        assertSame();
    }

    @Test
    void fencesTheOwnerOfALowerEpoch() throws SQLException {
        TargetDatabase late = target.claimed(1);
        TargetDatabase owner = target.claimed(2);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        TestBatch batch = source.batch();
        // the first thing it notices is that its session was ended
        assertThrows(TransientLinkException.class, () -> late.apply(batch.again()));
        FencedException fenced = assertThrows(FencedException.class, () -> late.apply(batch.again()));
        assertEquals(2, fenced.targetEpoch().value());
        assertThrows(FencedException.class, () -> TestTarget.claim(late, 1, "owner-1"));
        assertThrows(FencedException.class, () -> TestTarget.claim(late, 2, "another"));
        owner.apply(batch.again());
        assertSame();
        Checkpoint again = TestTarget.claim(owner, 2, "owner-2");
        assertEquals(source.position(), again.position().order());
        assertEquals(1, again.batchSeq());
    }

    @Test
    void fencesAnOwnerWhoseSessionSurvived() throws SQLException {
        TargetDatabase database = target.claimed(1);
        List<String> fewManyNone = List.of(
                "INSERT INTO claim VALUES (1, 100, 'a')",
                "INSERT INTO claim SELECT g FROM generate_series(2, 300) g",
                "COMMIT");
        for (String changes : fewManyNone) {
            source.execute(changes);
            TestBatch batch = source.batch();
            TestServer.execute(target.url, "UPDATE renkei.renkei_checkpoint SET epoch = 9");
            FencedException fenced = assertThrows(FencedException.class, () -> database.apply(batch.again()));
            assertEquals(9, fenced.targetEpoch().value());
            assertEquals("0", target.query("SELECT count(*) FROM claim"));
            TestServer.execute(target.url, "UPDATE renkei.renkei_checkpoint SET epoch = 1");
            database.apply(batch.again());
            TestServer.execute(target.url, "TRUNCATE claim");
        }
    }

    @Test
    void namesAMissingRowWithItsKeyMasked() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim SELECT g, g, 'x' FROM generate_series(10001, 10500) g");
        database.apply(source.batch());
        TestServer.execute(target.url, "DELETE FROM claim WHERE id = 10042");
        source.execute("UPDATE claim SET amount = 7 WHERE id = 10042");
        LinkException few = assertThrows(PermanentLinkException.class, () -> database.apply(source.batch()));
        assertEquals(ErrorCode.ROW_MISSING, few.code());
        assertTold("public.claim: the row (id=***42) that the source updated is not in the target", few);
        source.execute("DELETE FROM claim");
        source.position(Long.parseLong(checkpoint()), 1);
        LinkException many = assertThrows(PermanentLinkException.class, () -> database.apply(source.batch()));
        assertTold("public.claim: the row (id=***42) that the source deleted is not in the target", many);
        assertEquals("499", target.query("SELECT count(*) FROM claim"));
    }

    @Test
    void refusesATableThatThePolicyDenies() throws SQLException {
        TargetDatabase database = target.claimed(1);
        target.denied.add("public.claim");
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        LinkException denied = assertThrows(PermanentLinkException.class, () -> database.apply(source.batch()));
        assertEquals(ErrorCode.POLICY_DENIED, denied.code());
        assertEquals("public.claim: rule P03: denied by the test", denied.detail());
    }

    @Test
    void tellsWhichConstraintRefusedWithoutTheRow() throws SQLException {
        TargetDatabase database = target.claimed(1);
        TestServer.execute(target.url, "ALTER TABLE claim ADD CONSTRAINT small CHECK (amount < 1000)");
        source.execute("INSERT INTO claim SELECT g, g, 'secret' FROM generate_series(1, 2000) g");
        LinkException refused = assertThrows(PermanentLinkException.class, () -> database.apply(source.batch()));
        assertEquals(ErrorCode.APPLY_FAILED, refused.code());
        assertTold("public.claim: SQLSTATE 23514, constraint small", refused);
        assertFalse(refused.getMessage().contains("secret"));
        assertEquals("0", target.query("SELECT count(*) FROM claim"));
    }

    @Test
    void refusesADatabaseOfAnotherFederationOrNotPrepared() throws SQLException {
        TestServer.execute(target.url, "UPDATE renkei.renkei_environment SET environment = 'test'");
        assertEquals(
                ErrorCode.WRONG_DATABASE,
                assertThrows(PermanentLinkException.class, () -> target.claimed(1))
                        .code());
        TestServer.execute(
                target.url,
                "UPDATE renkei.renkei_environment SET environment = 'prod'",
                "DROP TABLE renkei.renkei_checkpoint CASCADE");
        assertEquals(
                ErrorCode.TARGET_NOT_PREPARED,
                assertThrows(PermanentLinkException.class, () -> target.claimed(1))
                        .code());
    }

    @Test
    void keepsAPictureAtABarrier() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim VALUES (1, 100, 'a'), (2, 200, 'b')");
        database.apply(source.batch());
        TestBatch barrier = new TestBatch.Builder(BatchType.BARRIER, source.position(), 0)
                .label("b1")
                .message(new byte[] {'s'})
                .build(source.position(), source.seq() + 1);
        database.apply(barrier);
        source.position(source.position(), barrier.seq());
        source.execute("INSERT INTO claim VALUES (3, 300, 'c')");
        database.apply(source.batch());
        TargetStateRequest.Table claim = new TargetStateRequest.Table("public", "claim");
        DigestReply reply = DigestReply.decode(database.control(
                DigestRequest.CALL,
                new DigestRequest("b1", claim, List.of("id", "amount", "note"), List.of("id"), 1, List.of()).encode()));
        assertEquals(2, reply.sums().get(0).count());
        assertSame();
        LinkException unknown = assertThrows(
                PermanentLinkException.class,
                () -> database.control(
                        DigestRequest.CALL,
                        new DigestRequest("b2", claim, List.of("id"), List.of("id"), 1, List.of()).encode()));
        assertEquals(ErrorCode.VERIFY_FAILED, unknown.code());
    }

    @Test
    void answersProbeAndStateQuestion() throws SQLException {
        TargetDatabase database = target.claimed(1);
        assertEquals(new LinkProbe("running", "", Position.START, Instant.EPOCH, 0), database.probe());
        source.execute("INSERT INTO claim VALUES (1, 100, 'a')");
        database.apply(source.batch());
        assertEquals(
                new LinkProbe("running", "", Position.of(source.position()), Instant.parse("2026-01-01T00:00:01Z"), 1),
                database.probe());
        TargetStateReply state = TargetStateReply.decode(database.control(
                TargetStateRequest.CALL,
                new TargetStateRequest(List.of(
                                new TargetStateRequest.Table("public", "claim"),
                                new TargetStateRequest.Table("public", "nowhere")))
                        .encode()));
        assertEquals(
                new TargetStateReply(
                        Position.of(source.position()), List.of("public.claim"), List.of("public.nowhere")),
                state);
        assertInstanceOf(
                PermanentLinkException.class,
                assertThrows(LinkException.class, () -> database.control("db.other", new byte[0])));
    }

    @Test
    void looksATableUpAgainThatWasAlteredUnderItsSession() throws SQLException {
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO claim SELECT g, g, 'x' FROM generate_series(1, 200) g");
        database.apply(source.batch());
        // as long as an int, and of another meaning
        TestServer.execute(target.url, "ALTER TABLE claim ALTER COLUMN amount TYPE real");
        source.execute("INSERT INTO claim SELECT g, g, 'x' FROM generate_series(301, 500) g");
        TestBatch batch = source.batch();
        LinkException altered = assertThrows(TransientLinkException.class, () -> database.apply(batch.again()));
        assertEquals(ErrorCode.APPLY_FAILED, altered.code());
        LinkException differs = assertThrows(PermanentLinkException.class, () -> database.apply(batch.again()));
        assertEquals(ErrorCode.SCHEMA_DIFFERS, differs.code());
        assertEquals(
                "public.claim column amount is real at the target, but type number 23 at the source", differs.detail());
        TestServer.execute(target.url, "ALTER TABLE claim ALTER COLUMN amount TYPE int");
        database.apply(batch.again());
        assertSame();
    }
}
