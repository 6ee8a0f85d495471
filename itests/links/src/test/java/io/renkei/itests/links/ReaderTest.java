package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Finding;
import io.renkei.api.ReaderAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A federation's own system reads what a link brings, with the clients that such systems use (R051, R077, R078, R083). */
class ReaderTest {
    private static final String PASSWORD = "correct-horse";
    private static final Duration STATEMENT_MAX = Duration.ofSeconds(2);

    @TempDir
    private Path home;

    private Pair pair;
    private URI address;

    @BeforeEach
    void start() throws Exception {
        pair = new Pair(Servers.get(17), Servers.get(17));
        pair.both("CREATE TABLE claim (id int PRIMARY KEY, v text)");
        pair.atTarget("CREATE TABLE own_notes (id int PRIMARY KEY)");
        pair.atSource("INSERT INTO claim SELECT g, '済' FROM generate_series(1, 100) g");
        pair.start(home);
        pair.await();
        ReaderAccount account = new ReaderAccount("own_system", PASSWORD, STATEMENT_MAX);
        for (Finding finding : pair.node().links.reader(Node.LINK, account, true)) {
            assertTrue(finding.ok(), finding.subject() + ": " + finding.message());
        }
        address = URI.create(pair.target.substring("jdbc:".length()));
    }

    @AfterEach
    void close() throws Exception {
        pair.atTarget("DROP OWNED BY own_system; DROP ROLE own_system");
        pair.close();
    }

    @Test
    void psqlReadsRowsAndTheWatermark() throws Exception {
        String before = pair.sourceValue("SELECT clock_timestamp()::text");
        pair.atSource("INSERT INTO claim VALUES (101, '返戻')");
        pair.await();
        assertEquals("101\n", psql("SELECT count(*) FROM claim"));
        assertEquals("返戻\n", psql("SELECT v FROM claim WHERE id = 101"));
        assertEquals(
                "t\n",
                psql("SELECT source_commit_at >= '" + before
                        + "'::timestamptz FROM renkei.renkei_watermark WHERE link = 'db-13-prod'"));
        assertTrue(psql("DELETE FROM claim").contains("read-only transaction"));
        assertTrue(psql("BEGIN READ WRITE; DELETE FROM claim").contains("permission denied"));
        assertTrue(psql("SELECT * FROM own_notes").contains("permission denied"));
        pair.assertSame("public");
    }

    @Test
    void isqlReadsOverOdbc() throws Exception {
        String answer = isql("SELECT count(*) AS n, min(v) AS v FROM claim");
        assertTrue(answer.contains("100"), answer);
        assertTrue(answer.contains("済"), answer);
        String watermark = isql("SELECT link, source_commit_at FROM renkei.renkei_watermark");
        assertTrue(watermark.contains("db-13-prod"), watermark);
        String denied = isql("DELETE FROM claim");
        assertTrue(denied.contains("read-only transaction"), denied);
    }

    /** What the source empties waits for whoever reads it, and no longer than was configured; the link heals by itself. */
    @Test
    void aLongQueryHoldsTheLinkUpNoLongerThanConfigured() throws Exception {
        try (Connection connection =
                DriverManager.getConnection(pair.target + "?user=own_system&password=" + PASSWORD)) {
            CompletableFuture<String> query = CompletableFuture.supplyAsync(() -> ended(connection));
            Node.await(() -> isReading());
            pair.atSource("TRUNCATE claim");
            long begin = System.nanoTime();
            pair.await();
            assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(20)) < 0);
            // the limit of the statement, or on servers since 17 that of the transaction
            assertTrue(List.of("57014", "25P04").contains(query.get(10, TimeUnit.SECONDS)));
        }
        assertEquals("0", pair.targetValue("SELECT count(*) FROM claim"));
    }

    private boolean isReading() {
        try {
            return pair.targetValue(
                            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'own_system' AND state = 'active'")
                    .equals("1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ended(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT pg_sleep(0.5), id FROM claim");
            return "it came to its end";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private String psql(String sql) throws IOException, InterruptedException {
        return run(
                "",
                "psql",
                "-X",
                "-A",
                "-t",
                "-h",
                address.getHost(),
                "-p",
                Integer.toString(address.getPort()),
                "-U",
                "own_system",
                "-d",
                address.getPath().substring(1),
                "-c",
                sql);
    }

    private String isql(String sql) throws IOException, InterruptedException {
        return run(
                sql + "\n",
                "isql",
                "-b",
                "-v",
                "-k",
                "Driver={PostgreSQL Unicode};Server=" + address.getHost() + ";Port=" + address.getPort() + ";Database="
                        + address.getPath().substring(1) + ";Uid=own_system;Pwd=" + PASSWORD + ";");
    }

    /** All that a program says. */
    private String run(String input, String... command) throws IOException, InterruptedException {
        Path in = Files.writeString(home.resolve("in"), input);
        Path out = home.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PGPASSWORD", PASSWORD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), command[0] + " does not end");
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertFalse(said.contains("could not connect"), said);
        return said;
    }
}
