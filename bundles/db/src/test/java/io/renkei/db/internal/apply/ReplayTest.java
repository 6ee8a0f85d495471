package io.renkei.db.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BatchType;
import io.renkei.api.ErrorCode;
import io.renkei.api.Mover;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.MoveRequest;
import io.renkei.db.internal.wire.TargetPlaces;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target is moved within what it has had or will get (R071). */
class ReplayTest {
    /** Long values go out of line uncompressed, so that updates leave them unsent. */
    private static final String[] TABLES = {
        "CREATE TABLE parent (id int PRIMARY KEY, name text, big text)",
        "ALTER TABLE parent ALTER big SET STORAGE EXTERNAL",
        "CREATE TABLE child (a int, b text, parent int REFERENCES parent ON DELETE CASCADE, note text, PRIMARY KEY (a, b))",
        "CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)",
        "CREATE TABLE logged (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE only_key (id int PRIMARY KEY)",
    };

    private static final List<String> NAMES = List.of("parent", "child", "made", "logged", "only_key");
    private static final int BATCHES = 14;

    private TestSource source;
    private TestTarget target;

    private void open(String... tables) throws SQLException {
        source = new TestSource(tables);
        target = new TestTarget(tables);
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
        source.close();
    }

    /** Rows inserted on the way were deleted or written over by hand: what comes again puts them right, and ends by itself. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverComesAgainEndsAsTheSourceIs(long seed) throws SQLException {
        Random random = new Random(seed);
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        List<TestBatch> batches = new ArrayList<>();
        int back = 1 + random.nextInt(BATCHES - 2);
        List<String> before = List.of();
        for (int batch = 0; batch < BATCHES; batch++) {
            if (batch == back) {
                before = NAMES.stream().map(this::keys).toList();
            }
            int transactions = 1 + random.nextInt(4);
            for (int i = 0; i < transactions; i++) {
                source.transaction(statements(random));
            }
            batches.add(source.batch());
            database.apply(batches.get(batch));
        }
        assertSame("seed " + seed);
        for (int table = 0; table < NAMES.size(); table++) {
            spoil(NAMES.get(table), before.get(table));
        }
        Position end = Position.of(source.position());
        assertTrue(move(database, batches.get(back).head().from(), true));
        assertTrue(place(database).replays());
        TargetDatabase next = target.claimed(2);
        for (TestBatch batch : batches.subList(back, BATCHES)) {
            next.apply(batch.again());
        }
        assertSame("seed " + seed + " from batch " + back);
        TargetPlace after = place(next);
        assertEquals(end, after.position());
        assertFalse(after.replays());
        assertTrue(after.collisions() > 0);
        source.execute("INSERT INTO only_key VALUES (-1)");
        next.apply(source.batch());
        assertSame("seed " + seed);
        assertEquals(after.collisions(), place(next).collisions());
    }

    private static List<String> statements(Random random) {
        List<String> statements = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 40 : 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            statements.add(statement(random));
        }
        return statements;
    }

    private static String statement(Random random) {
        int key = random.nextInt(60);
        int to = key + random.nextInt(random.nextInt(5) == 0 ? 80 : 4);
        String span = " BETWEEN " + key + " AND " + to;
        String rows = " FROM generate_series(" + key + ", " + to + ") g";
        return switch (random.nextInt(17)) {
            case 0, 1, 2 ->
                "INSERT INTO parent SELECT g, 'n' || g, repeat(md5(g::text), " + random.nextInt(300) + ")" + rows
                        + " ON CONFLICT DO NOTHING";
            case 3 -> "UPDATE parent SET name = name || 'x' WHERE id" + span;
            case 4 -> "UPDATE parent SET big = repeat('" + key + "', " + random.nextInt(5000) + ") WHERE id = " + key;
            case 5 -> "DELETE FROM parent WHERE id" + span;
            case 6, 7 ->
                "INSERT INTO child SELECT g, 'k', (SELECT min(id) FROM parent), 'first'" + rows
                        + " ON CONFLICT DO NOTHING";
            case 8 ->
                "UPDATE child c SET b = b || 'x' WHERE a = " + key + " AND length(b) < 20"
                        + " AND NOT EXISTS (SELECT 1 FROM child o WHERE o.a = c.a AND o.b = c.b || 'x')";
            case 9 -> "UPDATE child SET note = '" + to + "' WHERE a" + span;
            case 10 -> "DELETE FROM child WHERE a" + span;
            case 11 ->
                "INSERT INTO made (id, v) OVERRIDING SYSTEM VALUE SELECT g, 'v'" + rows + " ON CONFLICT DO NOTHING";
            case 12 -> "UPDATE made SET v = v || 'x' WHERE id" + span;
            case 13 -> random.nextInt(8) == 0 ? "TRUNCATE made" : "DELETE FROM made WHERE id" + span;
            case 14 -> "INSERT INTO logged (id) SELECT g" + rows + " ON CONFLICT DO NOTHING";
            case 15 -> "DELETE FROM logged WHERE id" + span;
            default ->
                "WITH gone AS (DELETE FROM only_key WHERE id = " + key + ") INSERT INTO only_key SELECT g" + rows
                        + " ON CONFLICT DO NOTHING";
        };
    }

    private String keys(String table) {
        try {
            return TestServer.query(
                    source.url, "SELECT coalesce(string_agg(" + keyOf(table) + ", ','), '') FROM " + table);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyOf(String table) {
        return table.equals("child") ? "a || '/' || b" : "id::text";
    }

    /** By hand, in every second row that was not there when what comes again began: it is gone, or says something else. */
    private void spoil(String table, String before) throws SQLException {
        String fresh = keyOf(table) + " <> ALL (string_to_array('" + before + "', ','))";
        String column = table.equals("parent") ? "name" : table.equals("child") ? "note" : "v";
        if (List.of("parent", "child", "made").contains(table)) {
            TestServer.execute(target.url, "UPDATE " + table + " SET " + column + " = 'by hand' WHERE " + fresh);
        }
        TestServer.execute(
                target.url,
                "SET session_replication_role = replica; DELETE FROM " + table + " WHERE " + fresh + " AND hashtext("
                        + keyOf(table) + ") % 2 = 0");
    }

    private void assertSame(String message) throws SQLException {
        for (String table : NAMES) {
            String query =
                    "SELECT count(*) || ' ' || coalesce(string_agg(md5(t::text), ',' ORDER BY t::text), '') FROM "
                            + table + " t";
            assertEquals(TestServer.query(source.url, query), target.query(query), message + " " + table);
        }
    }

    @Test
    void skipsWhatItIsMovedOverAndCanBeTakenBack() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        database.apply(source.batch());
        Position stood = Position.of(source.position());
        source.execute("INSERT INTO parent VALUES (2, 'b', '')");
        TestBatch skipped = source.batch();
        assertTrue(move(database, skipped.end().to(), false));
        TargetPlace place = place(database);
        assertEquals(stood, place.movedFrom());
        assertEquals(skipped.end().to(), place.movedTo());
        assertFalse(place.replays());

        assertTrue(undo(database));
        assertNull(place(database).movedFrom());
        TargetDatabase next = target.claimed(2);
        next.apply(skipped);
        assertSame("taken back");
        assertEquals(0, place(next).collisions());
    }

    /** Whoever looked before others moved it, or before another owner came, moves nothing. */
    @Test
    void staysIfItIsNoLongerWhereOrWhoseItWas() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        TargetPlace early = place(database);
        database.apply(source.batch());
        TargetPlace stood = place(database);
        Position to = Position.of(source.position() + 1);
        assertFalse(ask(database, new Mover.Move(early, to, false, false, null)));
        target.claimed(2);
        assertFalse(ask(database, new Mover.Move(stood, to, false, false, null)));
        assertEquals(stood.position(), place(database).position());
    }

    /** The session that applies learns of it: its own next batch is refused, and it goes on from where it was moved. */
    @Test
    void theApplyingSessionFollows() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        TestBatch first = source.batch();
        database.apply(first);
        source.execute("INSERT INTO parent VALUES (2, 'b', '')");
        TestBatch second = source.batch();
        assertTrue(move(database, first.head().from(), true));
        assertEquals(
                ErrorCode.POSITION_MISMATCH,
                assertThrows(TransientLinkException.class, () -> database.apply(second))
                        .code());
        database.apply(first.again());
        database.apply(second.again());
        assertSame("followed");
        assertEquals(1, place(database).collisions());
    }

    /** What is told to readers is true: rows may be older now than they were. */
    @Test
    void theWatermarkGoesBackWithIt() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        TestBatch first = source.batch();
        database.apply(first);
        String watermark = "SELECT source_commit_at AT TIME ZONE 'UTC' FROM renkei.renkei_watermark";
        assertEquals("2026-01-01 00:00:01", target.query(watermark));
        TargetPlace seen = place(database);
        Instant before = Instant.parse("2025-12-31T00:00:00Z");
        assertTrue(ask(database, new Mover.Move(seen, first.head().from(), true, false, before)));
        assertEquals("2025-12-31 00:00:00", target.query(watermark));
        target.claimed(2).apply(first.again());
        assertEquals("2026-01-01 00:00:01", target.query(watermark));
    }

    /** Where its long values are can't be told any more, so nothing is guessed. */
    @Test
    void aKeyThatChangesWithoutTheWholeRowStopsIt() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', repeat('long', 2000))");
        database.apply(source.batch());
        source.execute("UPDATE parent SET id = 2");
        TestBatch moved = source.batch();
        database.apply(moved);
        assertTrue(move(database, moved.head().from(), true));
        TargetDatabase next = target.claimed(2);
        PermanentLinkException fault = assertThrows(PermanentLinkException.class, () -> next.apply(moved.again()));
        assertEquals(ErrorCode.CASE_NOT_HANDLED, fault.code());
        assertTrue(fault.detail().contains("public.parent"), fault.detail());
        assertEquals(moved.head().from(), place(next).position());
        assertSame("untouched");
    }

    /** A unique value that has gone to another row since: it stops by name, and changes nothing. */
    @Test
    void aValueThatAnotherRowHasByNowStopsIt() throws SQLException {
        open("CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)");
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'x')");
        TestBatch first = source.batch();
        database.apply(first);
        source.execute("UPDATE parent SET code = 'y'", "INSERT INTO parent VALUES (2, 'x')");
        database.apply(source.batch());
        assertTrue(move(database, first.head().from(), true));
        TargetDatabase next = target.claimed(2);
        PermanentLinkException fault = assertThrows(PermanentLinkException.class, () -> next.apply(first.again()));
        assertTrue(fault.detail().contains("public.parent"), fault.detail());
        assertEquals("(1,y)\n(2,x)", target.query("SELECT parent::text FROM parent ORDER BY id"));
    }

    @Test
    void anAccountThatMayNotBeAReplicaIsToldSo() throws SQLException {
        open(TABLES);
        target.unprivileged();
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        TestBatch first = source.batch();
        database.apply(first);
        assertFalse(place(database).canReplay());
        assertTrue(move(database, first.head().from(), true));
        TargetDatabase next = target.claimed(2);
        PermanentLinkException fault = assertThrows(PermanentLinkException.class, () -> next.apply(first.again()));
        assertEquals(ErrorCode.TARGET_NOT_PREPARED, fault.code());
    }

    /** A source that was restored counts its places anew: what is copied from it has nothing to do with earlier moves. */
    @Test
    void aBaseCopyForgetsMoves() throws SQLException {
        open(TABLES);
        TargetDatabase database = target.claimed(1);
        source.execute("INSERT INTO parent VALUES (1, 'a', '')");
        TestBatch first = source.batch();
        database.apply(first);
        assertTrue(move(database, first.head().from(), true));
        TargetDatabase next = target.claimed(2);
        next.apply(new TestBatch.Builder(BatchType.BASE, 0, 1)
                .message(new byte[] {'r'})
                .build(5, 2)
                .ofEpoch(2));
        assertFalse(place(next).replays());
        assertNull(place(next).movedFrom());
        assertEquals(Position.of(5), place(next).position());
    }

    private static TargetPlace place(TargetDatabase database) {
        return TargetPlaces.decode(database.control(TargetPlaces.CALL, TargetPlaces.request()));
    }

    private static boolean move(TargetDatabase database, Position to, boolean replay) {
        return ask(database, new Mover.Move(place(database), to, replay, false, null));
    }

    private static boolean undo(TargetDatabase database) {
        TargetPlace place = place(database);
        return ask(database, new Mover.Move(place, place.movedFrom(), false, true, null));
    }

    private static boolean ask(TargetDatabase database, Mover.Move move) {
        return MoveRequest.done(database.control(
                MoveRequest.CALL,
                new MoveRequest(move, move.seen().epoch(), move.seen().incarnation()).encode()));
    }
}
