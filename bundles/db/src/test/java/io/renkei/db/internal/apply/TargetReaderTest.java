package io.renkei.db.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Finding;
import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.ReaderAccount;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An own system's account at a real target (R051, R078). */
class TargetReaderTest {
    private static final String PASSWORD = "correct horse";
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private TestTarget target;
    private ReaderAccount account;

    @BeforeEach
    void open() throws SQLException {
        target = new TestTarget(
                "CREATE SCHEMA pay",
                "CREATE TABLE pay.\"claim 表\" (id int PRIMARY KEY)",
                "INSERT INTO pay.\"claim 表\" VALUES (1), (2)",
                "CREATE TABLE pay.secret (id int PRIMARY KEY)");
        target.allowed.add(new AllowedItem("pay.claim 表", List.of("*")));
        String name = "reader_" + target.url.substring(target.url.lastIndexOf('_') + 1);
        account = new ReaderAccount(name, PASSWORD, LONGEST);
    }

    @AfterEach
    void close() throws SQLException {
        TestServer.execute(
                target.url,
                "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + account.name() + "') THEN"
                        + " DROP OWNED BY " + account.name() + "; DROP ROLE " + account.name() + "; END IF; END $$");
        target.close();
    }

    private List<Finding> prepare(boolean apply) {
        return TargetReader.prepare(target, account, apply);
    }

    private static String told(List<Finding> findings) {
        return findings.stream()
                .map(each -> each.ok() + " " + each.subject() + ": " + each.message() + " " + each.statement())
                .collect(Collectors.joining("\n"));
    }

    private String asReader(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.url, account.name(), PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void assertDenied(String sql) {
        SQLException denied = assertThrows(SQLException.class, () -> asReader(sql));
        assertTrue(List.of("42501", "25006").contains(denied.getSQLState()), denied.toString());
    }

    @Test
    void readsWhatTheLinkCarriesAndNothingElse() throws SQLException {
        List<Finding> made = prepare(true);
        assertTrue(made.stream().allMatch(Finding::ok), told(made));
        assertEquals("2", asReader("SELECT count(*) FROM pay.\"claim 表\""));
        assertEquals("0", asReader("SELECT count(*) FROM renkei.renkei_watermark"));
        assertDenied("SELECT count(*) FROM pay.secret");
        assertDenied("SELECT count(*) FROM renkei.renkei_checkpoint");
        String write = "INSERT INTO pay.\"claim 表\" VALUES (3) RETURNING id";
        assertDenied(write);
        assertDenied("WITH s AS (SELECT set_config('transaction_read_only', 'off', false)) SELECT count(*) FROM s,"
                + " pay.secret");
        assertEquals("10min", asReader("SHOW statement_timeout"));
        assertEquals("1min", asReader("SHOW idle_in_transaction_session_timeout"));
        assertTrue(prepare(false).stream().allMatch(Finding::ok), told(prepare(false)));
        assertTrue(prepare(true).stream().allMatch(Finding::ok), "again: " + told(prepare(true)));
    }

    /** What a server logs of a statement must not hold it. */
    @Test
    void thePasswordIsNeverSaid() throws SQLException {
        List<Finding> made = prepare(true);
        assertTrue(target.query("SELECT rolpassword FROM pg_authid WHERE rolname = '" + account.name() + "'")
                .startsWith("SCRAM-SHA-256$"));
        assertTrue(!told(made).contains(PASSWORD) && !account.toString().contains(PASSWORD), told(made));
    }

    @Test
    void lookingMakesNothingAndShowsTheStatements() throws SQLException {
        List<Finding> seen = prepare(false);
        assertEquals(
                "CREATE ROLE \"" + account.name() + "\" LOGIN;\nCOMMENT ON ROLE \"" + account.name()
                        + "\" IS 'renkei: reads what a link brings';",
                seen.get(1).statement());
        assertEquals("0", target.query("SELECT count(*) FROM pg_roles WHERE rolname = '" + account.name() + "'"));
    }

    /** A table that left the list is not to be read any more. */
    @Test
    void whatTheLinkNoLongerCarriesIsTakenAway() throws SQLException {
        target.allowed.add(new AllowedItem("pay.secret", List.of("*")));
        prepare(true);
        assertEquals("0", asReader("SELECT count(*) FROM pay.secret"));
        target.allowed.remove(1);
        List<Finding> seen = prepare(false);
        assertTrue(told(seen).contains("false table pay.secret: is not carried by the link"), told(seen));
        prepare(true);
        assertDenied("SELECT count(*) FROM pay.secret");
    }

    /** Its password, its bounds and what it was granted are not ours to change. */
    @Test
    void anAccountOfSomebodyElseIsLeftAlone() throws SQLException {
        TestServer.execute(
                target.url,
                "CREATE ROLE " + account.name() + " LOGIN",
                "GRANT USAGE ON SCHEMA pay TO " + account.name(),
                "GRANT SELECT ON pay.secret TO " + account.name());
        List<Finding> seen = prepare(true);
        assertTrue(told(seen).contains("is there and was not made by this command"), told(seen));
        assertEquals(2, seen.size());
        assertEquals("0", asReader("SELECT count(*) FROM pay.secret"));
        assertEquals("0", asReader("SHOW statement_timeout"));
        assertEquals(
                "t",
                target.query("SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = '" + account.name() + "'"));
    }

    @Test
    void anAccountThatMayMoreSinceIsLeftAlone() throws SQLException {
        prepare(true);
        TestServer.execute(target.url, "ALTER ROLE " + account.name() + " CREATEDB");
        List<Finding> seen = prepare(true);
        assertTrue(told(seen).contains("may do more than read"), told(seen));
        assertEquals(2, seen.size());
    }

    @Test
    void inTheDatabaseOfAnotherFederationNothingIsMade() throws SQLException {
        TestServer.execute(target.url, "UPDATE renkei.renkei_environment SET federation = '31'");
        List<Finding> seen = prepare(true);
        assertEquals(1, seen.size(), told(seen));
        assertTrue(told(seen).startsWith("false marker"), told(seen));
        assertEquals("0", target.query("SELECT count(*) FROM pg_roles WHERE rolname = '" + account.name() + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Reader", "pg_reader", "a b", "1st", "x\"; DROP TABLE y; --", "読者"})
    void aNameThatCanNotBeOneIsRefused(String name) {
        ReaderAccount wrong = new ReaderAccount(name, "", LONGEST);
        assertThrows(IllegalArgumentException.class, () -> TargetReader.prepare(target, wrong, true));
    }
}
