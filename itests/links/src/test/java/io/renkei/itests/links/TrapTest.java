package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the source does, the target is equal: all traps over one link, in databases whose own settings differ. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TrapTest {
    /** Trap 11: what database and role are set to must not matter. */
    private static final List<String> SOURCE_SETTINGS = List.of(
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'sql_standard'",
            "TimeZone = 'Asia/Tokyo'",
            "extra_float_digits = -10",
            "bytea_output = 'escape'",
            "search_path = 'nowhere'",
            "xmlbinary = 'hex'",
            "default_transaction_isolation = 'serializable'",
            "statement_timeout = '30s'",
            "row_security = off",
            "standard_conforming_strings = on",
            "client_encoding = 'EUC_JP'");

    private static final List<String> TARGET_SETTINGS = List.of(
            "DateStyle = 'SQL, MDY'",
            "IntervalStyle = 'iso_8601'",
            "TimeZone = 'Pacific/Apia'",
            "extra_float_digits = -5",
            "bytea_output = 'escape'",
            "search_path = 'nowhere, t01_toast'",
            "xmloption = 'document'",
            "default_transaction_isolation = 'repeatable read'",
            "lock_timeout = '30s'",
            "idle_session_timeout = '1min'",
            "synchronous_commit = 'on'",
            "client_encoding = 'SJIS'",
            "enable_indexscan = off");

    private final int sourceVersion;
    private final int targetVersion;
    private Pair pair;

    TrapTest(int sourceVersion, int targetVersion) {
        this.sourceVersion = sourceVersion;
        this.targetVersion = targetVersion;
    }

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        pair = new Pair(Servers.get(sourceVersion), Servers.get(targetVersion));
        pair.both("CREATE SCHEMA kept");
        for (Trap trap : Traps.all()) {
            pair.both("CREATE SCHEMA " + quoted(trap));
            try (Connection source = pair.sourceSession();
                    Connection target = pair.targetSession()) {
                run(source, trap, trap.both);
                run(target, trap, trap.both);
                run(target, trap, trap.target);
                run(source, trap, trap.first);
            }
        }
        for (String setting : SOURCE_SETTINGS) {
            pair.atSource("ALTER DATABASE " + pair.sourceValue("SELECT current_database()") + " SET " + setting);
        }
        for (String setting : TARGET_SETTINGS) {
            pair.atTarget("ALTER DATABASE " + pair.targetValue("SELECT current_database()") + " SET " + setting);
        }
        pair.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        if (pair != null) {
            pair.close();
        }
    }

    private static String quoted(Trap trap) {
        return "\"" + trap.name.replace("\"", "\"\"") + "\"";
    }

    private static void run(Connection connection, Trap trap, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + quoted(trap) + ", pg_catalog");
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    static Stream<Trap> traps() {
        return Traps.all().stream();
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("traps")
    void endsEqual(Trap trap) throws Exception {
        try (Connection source = pair.sourceSession()) {
            for (String transaction : trap.transactions) {
                run(source, trap, List.of(transaction));
            }
        }
        pair.await();
        pair.assertSame("^" + trap.name + "$");
        assertTrue(!trap.name.equals("t27_triggers")
                || pair.targetValue("SELECT count(*) FROM t27_triggers.seen").equals("100"));
    }

    @Order(2)
    @Test
    void transactionsThatInterleaveEndEqual() throws Exception {
        try (Connection first = pair.sourceSession();
                Connection second = pair.sourceSession();
                Statement one = first.createStatement();
                Statement two = second.createStatement()) {
            one.execute("INSERT INTO t15_savepoints.t VALUES (5000, 'a'), (5001, 'b')");
            first.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            second.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            one.execute("INSERT INTO t15_savepoints.t VALUES (5002, 'begins first')");
            two.execute("UPDATE t15_savepoints.t SET v = 'older' WHERE id = 5000");
            second.commit();
            one.execute("UPDATE t15_savepoints.t SET v = 'newer' WHERE id = 5000");
            two.execute("UPDATE t15_savepoints.t SET v = 'other' WHERE id = 5001");
            second.commit();
            first.commit();
        }
        pair.await();
        pair.assertSame("^t15_savepoints$");
        assertEquals("newer", pair.targetValue("SELECT v FROM t15_savepoints.t WHERE id = 5000"));
    }

    /** Every commit on an idle source comes through by itself: a missed wake-up of the server would take 10 s and more. */
    @Order(3)
    @Test
    void singleCommitsOnAnIdleSourceComeSoon() throws Exception {
        try (Connection source = pair.sourceSession();
                Connection target = pair.targetSession();
                Statement write = source.createStatement();
                Statement read = target.createStatement()) {
            for (int i = 0; i < 40; i++) {
                write.execute("INSERT INTO t16_multi_insert.t VALUES (" + (100_000 + i) + ", 'single')");
                long end = System.nanoTime() + 5_000_000_000L;
                String wanted = "SELECT count(*) FROM t16_multi_insert.t WHERE id = " + (100_000 + i);
                while (!one(read, wanted).equals("1")) {
                    assertTrue(System.nanoTime() < end, "commit " + i + " is not at the target after 5 s");
                }
            }
        }
    }

    @Order(4)
    @Test
    void verifySaysEqualAndFindsWhatIsNot() throws Exception {
        VerifyReport report = pair.node().links.verify(Node.LINK);
        assertTrue(report.equal(), report.toString());
        pair.atTarget(
                "UPDATE t08_identity.full_dup SET y = 1.0000 WHERE ctid = (SELECT min(ctid) FROM t08_identity.full_dup)");
        pair.atTarget("DELETE FROM t31_inheritance.heir WHERE id = 5");
        VerifyReport different = pair.node().links.verify(Node.LINK);
        assertEquals(
                List.of("t08_identity.full_dup", "t31_inheritance.heir"),
                different.items().stream()
                        .filter(item -> item.different() > 0)
                        .map(TableVerdict::item)
                        .sorted()
                        .toList());
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
