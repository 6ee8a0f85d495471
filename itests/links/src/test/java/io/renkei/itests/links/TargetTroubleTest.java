package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that are not as the link has left them. */
class TargetTroubleTest {
    @TempDir
    private Path home;

    private Pair pair;

    @BeforeEach
    void open() throws Exception {
        pair = new Pair(Servers.get(17), Servers.get(17));
        pair.both("CREATE TABLE claim (id int PRIMARY KEY, v int)");
        pair.atSource("INSERT INTO claim SELECT g, 0 FROM generate_series(1, 100) g");
        pair.start(home);
        pair.await();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    /** Trap 23: a crash took the last commits, or last night's copy was restored; the journal holds what is missing. */
    @Test
    void aTargetWhoseLastCommitsAreGoneIsCaughtUp() throws Exception {
        String target = pair.targetValue("SELECT current_database()");
        pair.stop();
        atServer("CREATE DATABASE " + target + "_before TEMPLATE " + target);
        pair.start(home);
        for (int i = 0; i < 5; i++) {
            pair.atSource(
                    "UPDATE claim SET v = v + 1 WHERE id <= 50; INSERT INTO claim VALUES (" + (1000 + i) + ", 0)");
            pair.await();
        }
        assertEquals("5", pair.targetValue("SELECT v FROM claim WHERE id = 1"));
        pair.stop();
        atServer("DROP DATABASE " + target);
        atServer("ALTER DATABASE " + target + "_before RENAME TO " + target);
        assertEquals("0", pair.targetValue("SELECT v FROM claim WHERE id = 1"));
        pair.start(home);
        pair.await();
        pair.assertSame("public");
        assertEquals("5", pair.targetValue("SELECT v FROM claim WHERE id = 1"));
    }

    /** Trap 28: a report holds the table; nothing fails, nothing is lost. */
    @Test
    void aTableThatIsLockedIsWaitedForAndTriedAgain() throws Exception {
        try (Connection report = pair.targetSession();
                Statement statement = report.createStatement()) {
            report.setAutoCommit(false);
            statement.execute("LOCK TABLE claim IN ACCESS EXCLUSIVE MODE");
            pair.atSource("UPDATE claim SET v = 7");
            String trouble = pair.awaitRetrying();
            assertTrue(trouble.contains("SQLSTATE 55P03"), trouble);
            report.rollback();
        }
        pair.awaitOwned();
        pair.await();
        pair.assertSame("public");
    }

    private static void atServer(String sql) throws Exception {
        String address = "jdbc:postgresql://localhost:" + Servers.get(17).getPort() + "/postgres";
        try (Connection connection = DriverManager.getConnection(address, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
