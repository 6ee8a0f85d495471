package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Batch;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.apply.TestBatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the capturing half makes of the stream of a real server. */
class DatabaseSourceTest {
    private static final String CLAIM = "CREATE TABLE claim (id int PRIMARY KEY, note text)";
    private static final String CLAIM_R = "R public.claim d[id, note][id]";

    private SourceRig rig;

    @AfterEach
    void close() throws SQLException {
        if (rig != null) {
            rig.close();
        }
    }

    private void start(String... ddl) throws SQLException {
        rig = SourceRig.of(ddl).started();
    }

    @Test
    void insertUpdateDeleteAndTruncateComeAsTheyWereCommitted() throws SQLException {
        start(CLAIM);
        rig.execute("INSERT INTO claim VALUES (1, 'a'), (2, ''), (3, NULL)");
        rig.execute("UPDATE claim SET note = '𠮷' WHERE id = 2", "UPDATE claim SET id = 30 WHERE id = 3");
        rig.execute("DELETE FROM claim WHERE id = 1", "TRUNCATE claim RESTART IDENTITY");
        assertEquals(
                List.of(
                        "B",
                        CLAIM_R,
                        "I claim N(1,a)",
                        "I claim N(2,)",
                        "I claim N(3,null)",
                        "C", //
                        "B",
                        "U claim N(2,𠮷)",
                        "C",
                        "B",
                        "U claim K(3,null) N(30,null)",
                        "C", //
                        "B",
                        "D claim K(1,null)",
                        "C",
                        "B",
                        "T2 claim",
                        "C"),
                rig.messages().stream().filter(new Once(CLAIM_R)::first).toList());
    }

    /** Relations are declared anew in each batch; how many batches there are depends on timing. */
    private static final class Once {
        private final String text;
        private boolean seen;

        private Once(String text) {
            this.text = text;
        }

        private boolean first(String message) {
            boolean again = message.equals(text) && seen;
            seen |= message.equals(text);
            return !again;
        }
    }

    @Test
    void transactionsComeWholeAndInCommitOrder() throws SQLException {
        start(CLAIM);
        try (Connection first = DriverManager.getConnection(rig.url, "postgres", "");
                Connection second = DriverManager.getConnection(rig.url, "postgres", "");
                Statement one = first.createStatement();
                Statement two = second.createStatement()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            one.execute("INSERT INTO claim VALUES (1, 'first begins')");
            two.execute("INSERT INTO claim VALUES (2, 'second commits first')");
            one.execute("INSERT INTO claim VALUES (3, 'first')");
            second.commit();
            one.execute("INSERT INTO claim VALUES (4, 'first')");
            first.commit();
        }
        assertEquals(
                List.of(
                        "I claim N(2,second commits first)",
                        "I claim N(1,first begins)",
                        "I claim N(3,first)",
                        "I claim N(4,first)"),
                rig.changes());
    }

    @Test
    void whatWasRolledBackNeverComes() throws SQLException {
        start(CLAIM);
        rig.execute(
                "BEGIN",
                "INSERT INTO claim VALUES (1, 'kept')",
                "SAVEPOINT a",
                "INSERT INTO claim VALUES (2, 'undone')",
                "SAVEPOINT b",
                "INSERT INTO claim VALUES (3, 'undone too')",
                "ROLLBACK TO SAVEPOINT a",
                "INSERT INTO claim VALUES (4, 'kept')",
                "SAVEPOINT c",
                "INSERT INTO claim VALUES (5, 'kept')",
                "RELEASE SAVEPOINT c",
                "COMMIT");
        rig.execute("BEGIN", "INSERT INTO claim SELECT g, 'gone' FROM generate_series(10, 2000) g", "ROLLBACK");
        assertEquals(List.of("I claim N(1,kept)", "I claim N(4,kept)", "I claim N(5,kept)"), rig.changes());
    }

    @Test
    void severalRowsOfOneLsnAreAllCarriedAndThePositionIsTheCommits() throws SQLException {
        start(CLAIM);
        rig.settings.put("db.batch.rows", "1");
        rig.shut();
        rig.open();
        rig.execute("INSERT INTO claim SELECT g, 'multi' FROM generate_series(1, 500) g");
        rig.execute("COPY claim (id) FROM PROGRAM 'seq 501 900'");
        List<TestBatch> batches =
                rig.read().stream().filter(batch -> batch.end().items() > 0).toList();
        assertEquals(2, batches.size());
        assertEquals(500, batches.get(0).end().items());
        assertEquals(400, batches.get(1).end().items());
        rig.shut();
        // read again from between the two: the first does not come again, the second comes whole
        rig.position = batches.get(0).end().to();
        rig.open();
        assertEquals(
                List.of(400L),
                rig.read().stream().map(b -> b.end().items()).filter(n -> n > 0).toList());
    }

    @Test
    void aBatchThatBrokeOffComesAgainWhole() throws SQLException {
        start(CLAIM);
        rig.execute("INSERT INTO claim SELECT g, repeat('x', 1000) FROM generate_series(1, 3000) g");
        try (Batch batch = rig.source().next(Duration.ofSeconds(10))) {
            batch.next();
        }
        rig.shut();
        rig.open();
        assertEquals(3000, rig.changes().size());
    }

    @Test
    void anUnchangedLongValueIsNotSent() throws SQLException {
        start(CLAIM, "ALTER TABLE claim ALTER note SET STORAGE EXTERNAL");
        rig.execute("ALTER TABLE claim ADD amount int", "INSERT INTO claim VALUES (1, repeat('x', 9000), 1)");
        rig.messages();
        rig.execute("UPDATE claim SET amount = 2", "UPDATE claim SET id = 7", "UPDATE claim SET note = 'short'");
        assertEquals(
                List.of("U claim N(1,unchanged,2)", "U claim K(1,null,null) N(7,unchanged,2)", "U claim N(7,short,2)"),
                rig.changes());
    }

    @Test
    void eachReplicaIdentityTellsItsRow() throws SQLException {
        start(
                "CREATE TABLE a_default (id int PRIMARY KEY, v text)",
                "CREATE TABLE b_index (id int PRIMARY KEY, code text NOT NULL UNIQUE, v text)",
                "ALTER TABLE b_index REPLICA IDENTITY USING INDEX b_index_code_key",
                "CREATE TABLE c_full (x int, v text)",
                "ALTER TABLE c_full REPLICA IDENTITY FULL");
        rig.execute(
                "INSERT INTO a_default VALUES (1, 'a')",
                "INSERT INTO b_index VALUES (1, 'k', 'a')",
                "INSERT INTO c_full VALUES (1, 'a'), (1, 'a')");
        rig.messages();
        rig.execute("UPDATE a_default SET v = 'b'", "DELETE FROM a_default");
        rig.execute(
                "UPDATE b_index SET id = 2",
                "UPDATE b_index SET code = 'l'",
                "DELETE FROM b_index",
                "DELETE FROM c_full WHERE ctid = '(0,1)'",
                "UPDATE c_full SET v = NULL");
        assertEquals(
                List.of(
                        "U a_default N(1,b)",
                        "D a_default K(1,null)",
                        "U b_index N(2,k,a)",
                        "U b_index K(null,k,null) N(2,l,a)",
                        "D b_index K(null,l,null)",
                        "D c_full O(1,a)",
                        "U c_full O(1,a) N(1,null)"),
                rig.changes());
    }

    @Test
    void aTableWithoutAnIdentityIsRefusedBeforeItsPublicationBreaksTheSource() throws SQLException {
        rig = SourceRig.of(
                "CREATE TABLE none (x int)",
                "CREATE TABLE nothing (id int PRIMARY KEY)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE late (id int PRIMARY KEY DEFERRABLE)",
                "CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a + 1) STORED, PRIMARY KEY (a, b))");
        List<String> faults = new ArrayList<>();
        rig.prepare().stream().filter(f -> !f.ok()).forEach(f -> faults.add(f.subject() + ": " + f.message()));
        assertEquals(5, faults.size(), faults.toString());
        assertTrue(faults.get(0).startsWith("table public.computed: its key column b is generated"), faults.get(0));
        assertTrue(faults.get(1).startsWith("table public.late: it has no primary key"), faults.get(1));
        assertTrue(faults.get(2).startsWith("table public.none: it has no primary key"), faults.get(2));
        assertTrue(faults.get(3).startsWith("table public.nothing: it has no primary key"), faults.get(3));
        assertEquals("publication renkei_db_13_prod: the lists allow no table that can be carried", faults.get(4));
        LinkException refused = assertThrows(PermanentLinkException.class, rig::open);
        assertEquals(ErrorCode.SOURCE_NOT_PREPARED, refused.code());
        // the source's own work goes on
        rig.execute("INSERT INTO late VALUES (1)", "UPDATE late SET id = 2");
    }

    @Test
    void oneTruncateNamesAllItsTables() throws SQLException {
        start(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        rig.execute("BEGIN", "INSERT INTO other VALUES (1)", "TRUNCATE parent CASCADE", "INSERT INTO other VALUES (2)");
        rig.execute("TRUNCATE other, child RESTART IDENTITY", "COMMIT");
        assertEquals(List.of("I other N(1)", "T1 parent child", "I other N(2)", "T2 other child"), rig.changes());
    }

    @Test
    void messagesOriginsAndTypesAreNotChanges() throws SQLException {
        start(CLAIM, "CREATE TYPE state AS ENUM ('new', 'done')", "CREATE TABLE typed (id int PRIMARY KEY, s state)");
        rig.execute(
                "BEGIN",
                "SELECT pg_logical_emit_message(true, 'other', 'inside')",
                "INSERT INTO typed VALUES (1, 'done')",
                "SELECT pg_logical_emit_message(false, 'other', 'beside')",
                "COMMIT");
        rig.execute(
                "SELECT pg_replication_origin_create('o_' || current_database())",
                "SELECT pg_replication_origin_session_setup('o_' || current_database())",
                "INSERT INTO claim VALUES (1, 'from elsewhere')",
                "SELECT pg_replication_origin_session_reset()",
                "SELECT pg_replication_origin_drop('o_' || current_database())");
        assertEquals(List.of("I typed N(1,646f6e65)", "I claim N(1,from elsewhere)"), rig.changes());
    }

    @Test
    void generatedColumnsStayAtHomeAndIdentityColumnsCome() throws SQLException {
        start("CREATE TABLE g (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int,"
                + " b int GENERATED ALWAYS AS (a * 2) STORED, c text)");
        rig.execute("INSERT INTO g (a, c) VALUES (5, 'x')", "UPDATE g SET a = 6");
        List<String> all = rig.messages();
        assertTrue(all.contains("R public.g d[id, a, c][id]"), all.toString());
        assertTrue(all.contains("U g N(1,6,x)"), all.toString());
    }

    @Test
    void partitionsAreCarriedAsTheTablesTheyAre() throws SQLException {
        rig = SourceRig.of(
                "CREATE TABLE p (id int, y int, PRIMARY KEY (id, y)) PARTITION BY LIST (y)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
                "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)");
        rig.prepare();
        LinkException refused = assertThrows(PermanentLinkException.class, rig::open);
        assertTrue(
                refused.detail().contains("public.p: it is partitioned, which is not carried yet"), refused.detail());
        rig.allowed.removeIf(item -> item.item().equals("public.p"));
        rig.started();
        rig.execute("INSERT INTO p VALUES (1, 1), (2, 2)", "UPDATE p SET y = 2 WHERE id = 1", "TRUNCATE p");
        assertEquals(List.of("I p1 N(1,1)", "I p2 N(2,2)", "D p1 K(1,1)", "I p2 N(1,2)", "T0 p1 p2"), rig.changes());
    }

    @Test
    void oddNamesAndTextsComeUnharmed() throws SQLException {
        String table = "\"odd \"\"name\"\" 表\n;--\"";
        start("CREATE TABLE " + table + " (\"Id\" int PRIMARY KEY, \"a,b\"\"\" text)");
        rig.execute("INSERT INTO " + table + " VALUES (1, E'\\\\N'), (2, E'\\t\\r\\n\\\\.'), (3, ''), (4, NULL),"
                + " (5, E'\\u0001''\"髙𠮷ﾃ\\U0001F600')");
        assertEquals(
                List.of("(1,\\N)", "(2,\t\r\n\\.)", "(3,)", "(4,null)", "(5,\u0001'\"髙𠮷ﾃ😀)"),
                rig.changes().stream()
                        .map(m -> m.substring(m.indexOf("N(") + 1))
                        .toList());
    }

    @Test
    void preparedTransactionsComeWhenTheyAreCommitted() throws SQLException {
        start(CLAIM);
        rig.execute("BEGIN", "INSERT INTO claim VALUES (1, 'two phases')", "PREPARE TRANSACTION 'one'");
        rig.execute("BEGIN", "INSERT INTO claim VALUES (2, 'undone')", "PREPARE TRANSACTION 'two'");
        rig.execute("INSERT INTO claim VALUES (3, 'between')");
        assertEquals(List.of("I claim N(3,between)"), rig.changes());
        rig.execute("ROLLBACK PREPARED 'two'", "COMMIT PREPARED 'one'");
        assertEquals(List.of("I claim N(1,two phases)"), rig.changes());
    }

    @Test
    void aSchemaChangeInMidStreamDeclaresTheTableAnew() throws SQLException {
        start(CLAIM);
        rig.execute(
                "BEGIN",
                "INSERT INTO claim VALUES (1, 'a')",
                "ALTER TABLE claim ADD amount int DEFAULT 5",
                "INSERT INTO claim VALUES (2, 'b', 6)",
                "ALTER TABLE claim DROP note",
                "ALTER TABLE claim RENAME amount TO sum",
                "UPDATE claim SET sum = 7 WHERE id = 1",
                "COMMIT");
        assertEquals(
                List.of(
                        "B",
                        CLAIM_R,
                        "I claim N(1,a)",
                        "R public.claim d[id, note, amount][id]",
                        "I claim N(2,b,6)",
                        "R public.claim d[id, sum][id]",
                        "U claim N(1,7)",
                        "C"),
                rig.messages());
    }

    @Test
    void aTableThatIsRenamedOrNotOnTheListStopsTheSource() throws SQLException {
        start(CLAIM);
        rig.execute("ALTER TABLE claim RENAME TO number", "INSERT INTO number VALUES (1, 'x')");
        LinkException refused = assertThrows(PermanentLinkException.class, rig::next);
        assertEquals(ErrorCode.POLICY_DENIED, refused.code());
        assertEquals("the publication carries public.number: rule P03: denied by the test", refused.detail());
    }

    @Test
    void aColumnThatIsDeniedStopsTheSource() throws SQLException {
        start(CLAIM);
        rig.denied.add("public.claim.my_number");
        rig.execute("ALTER TABLE claim ADD my_number text", "INSERT INTO claim VALUES (1, 'x', '123456789012')");
        LinkException refused = assertThrows(PermanentLinkException.class, rig::next);
        assertEquals(ErrorCode.POLICY_DENIED, refused.code());
        rig.shut();
        // the publication is made narrower; what came before is still in the log and still refused
        assertEquals(
                ErrorCode.SOURCE_NOT_PREPARED,
                assertThrows(PermanentLinkException.class, rig::open).code());
    }

    /** The server writes all rows anew, with other values, and tells the stream nothing. */
    @Test
    void aColumnRetypedToTheSameTypeStopsTheLink() throws SQLException {
        start(CLAIM);
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        rig.messages();
        for (String harmless :
                List.of("VACUUM FULL claim", "ALTER TABLE claim ALTER note SET STATISTICS 10", "TRUNCATE claim")) {
            rig.execute(harmless);
            rig.messages();
        }
        rig.execute("INSERT INTO claim VALUES (2, 'b')", "ALTER TABLE claim ALTER note TYPE text USING note || 'x'");
        LinkException rewritten = assertThrows(PermanentLinkException.class, rig::messages);
        assertEquals(ErrorCode.CASE_NOT_HANDLED, rewritten.code());
        assertEquals(
                "public.claim was written anew by an ALTER TABLE at the source, which the stream does not tell:"
                        + " resume the link and compare (renkei:verify)",
                rewritten.detail());
    }

    @Test
    void aTableThatWasDroppedOrLeftThePublicationStopsTheSource() throws SQLException {
        start(CLAIM, "CREATE TABLE line (id int PRIMARY KEY)");
        rig.execute("ALTER PUBLICATION renkei_db_13_prod DROP TABLE line", "INSERT INTO line VALUES (1)");
        LinkException left = assertThrows(PermanentLinkException.class, rig::messages);
        assertEquals(ErrorCode.SOURCE_NOT_PREPARED, left.code());
        assertEquals("publication renkei_db_13_prod: it lacks public.line", left.detail());
        rig.close();
        start(CLAIM);
        rig.execute("DROP TABLE claim", CLAIM, "INSERT INTO claim VALUES (1, 'of another table')");
        LinkException made = assertThrows(PermanentLinkException.class, rig::messages);
        assertEquals("publication renkei_db_13_prod: it lacks public.claim", made.detail());
        rig.close();
        start(CLAIM);
        rig.execute("DROP TABLE claim", CLAIM);
        rig.prepare();
        rig.execute("INSERT INTO claim VALUES (1, 'of another table')");
        LinkException other = assertThrows(PermanentLinkException.class, rig::messages);
        assertEquals(ErrorCode.CASE_NOT_HANDLED, other.code());
        assertEquals(
                "public.claim was dropped and made anew at the source: the target holds rows of the table before",
                other.detail());
    }

    @Test
    void anIdleSourceIsWokenAndSoIsTheReaderForABarrier() throws Exception {
        start(CLAIM);
        rig.read();
        Duration hour = Duration.ofHours(1);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<@Nullable Batch> nothing = reader.submit(() -> rig.source().next(hour));
            rig.source().wakeUp();
            assertNull(nothing.get(20, TimeUnit.SECONDS));
            Future<@Nullable Batch> barrier = reader.submit(() -> rig.source().next(hour));
            rig.source().cut(new BarrierRequest("with a snapshot", true));
            Batch batch = barrier.get(20, TimeUnit.SECONDS);
            assertEquals("with a snapshot", batch == null ? null : batch.head().label());
        } finally {
            reader.shutdownNow();
        }
    }
}
