package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row from commit at the source to visible at the target, over every storey, on a real PostgreSQL. */
class DatabaseLinkTest {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static EmbeddedPostgres server;
    private static int number;

    @TempDir
    private Path home;

    private String source;
    private String target;
    private Node node;

    @BeforeAll
    static void startServer() throws IOException {
        server = Servers.get(17);
    }

    @BeforeEach
    void makeDatabases() throws Exception {
        number++;
        source = database("pay" + number);
        target = database("fed" + number);
        for (String url : List.of(source, target)) {
            run(url, "create table claim (id bigint primary key, state text, amount numeric, note text)");
            run(
                    url,
                    "create table line (claim_id bigint references claim, no int, units int, primary key (claim_id, no))");
            run(url, "create table secret_work (id int primary key)");
        }
        run(source, "insert into claim select i, 'NEW', i * 10, '髙𠮷ﾃｽﾄ' || i from generate_series(1, 1000) i");
        run(source, "insert into line select i, 1, i from generate_series(1, 1000) i");
    }

    private static String database(String name) throws SQLException {
        String admin = server.getJdbcUrl("postgres", "postgres");
        run(admin, "create database " + name);
        return server.getJdbcUrl("postgres", name);
    }

    private void start() throws Exception {
        Map<String, String> given = Map.of(
                "db.source.url",
                source.replaceAll("\\?.*", ""),
                "db.source.user",
                "postgres",
                "db.target.url",
                target.replaceAll("\\?.*", ""),
                "db.target.user",
                "postgres");
        node = new Node(home, given, List.of("public.claim", "public.line"));
        Node.await(() -> node.links.statuses().size() == 2);
        List<Finding> findings = node.links.prepare(Node.LINK, true);
        assertFalse(findings.isEmpty());
        node.links.resume(Node.LINK);
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) {
            node.close();
        }
        Pair.dropSlots(source);
    }

    @Test
    void theBaseCopyAndWhatFollowsMakeTheTargetEqual() throws Exception {
        start();
        node.awaitRunning();
        run(source, "insert into claim select i, 'NEW', 1, null from generate_series(1001, 1500) i");
        run(source, "update claim set state = 'DONE' where id % 3 = 0");
        run(source, "delete from line where claim_id % 7 = 0");
        run(source, "update claim set id = id + 100000 where id between 1100 and 1110");
        node.links.await(Node.LINK, WAIT);
        assertSame();
        VerifyReport report = node.links.verify(Node.LINK);
        assertTrue(report.equal(), report.toString());
        assertEquals(2, report.items().size());
    }

    @Test
    void aChangeBehindItsBackIsFoundAndNamed() throws Exception {
        start();
        node.awaitRunning();
        node.links.await(Node.LINK, WAIT);
        run(target, "update claim set amount = amount + 1 where id = 500");
        VerifyReport report = node.links.verify(Node.LINK);
        TableVerdict claim = report.items().stream()
                .filter(item -> item.item().equals("public.claim"))
                .findFirst()
                .orElseThrow();
        assertEquals(1, claim.different());
        assertEquals(1, claim.keys().size());
        assertFalse(report.equal());
    }

    @Test
    void verifyIsExactWhileRowsAreWritten() throws Exception {
        start();
        node.awaitRunning();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> write(enough));
        try {
            for (int i = 0; i < 3; i++) {
                String before = value(source, "select max(id) from claim");
                VerifyReport report = node.links.verify(Node.LINK);
                assertTrue(report.equal(), report.toString());
                assertNotEquals(before, value(source, "select max(id) from claim"), "the load stood still");
            }
            run(target, "update claim set amount = amount + 1 where id = 500");
            VerifyReport report = node.links.verify(Node.LINK);
            assertEquals(
                    1,
                    report.items().stream().mapToLong(TableVerdict::different).sum(),
                    report.toString());
        } finally {
            enough.set(true);
            assertTrue(load.get(WAIT.toSeconds(), TimeUnit.SECONDS) > 0);
        }
    }

    /** Inserts, updates and deletes in transactions of their own; returns how many rounds. */
    private int write(AtomicBoolean enough) {
        int round = 0;
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement()) {
            while (!enough.get()) {
                round++;
                statement.execute("insert into claim values (" + (5000 + round) + ", 'NEW', 1, 'x')");
                statement.execute("update claim set amount = amount + 1 where id = 1");
                statement.execute("delete from claim where id = " + (5000 + round - 50));
            }
            return round;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNodeThatStopsUnderLoadGoesOnWithoutLossOrRepeat() throws Exception {
        start();
        node.awaitRunning();
        Thread load = new Thread(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    run(source, "insert into claim values (" + (5000 + i) + ", 'NEW', 1, 'x')");
                    run(source, "update claim set amount = amount + 1 where id = 1");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        load.start();
        for (int i = 0; i < 2; i++) {
            node.close();
            start();
            node.awaitRunning();
        }
        load.join();
        node.links.await(Node.LINK, WAIT);
        assertSame();
        assertEquals("310", value(target, "select amount from claim where id = 1"));
    }

    @Test
    void aLargeTransactionArrivesWhole() throws Exception {
        start();
        node.awaitRunning();
        run(source, "insert into claim select i, 'NEW', 1, repeat('x', 100) from generate_series(10001, 110000) i");
        run(source, "update claim set amount = amount + 1");
        node.links.await(Node.LINK, WAIT);
        assertSame();
        assertTrue(node.status(Half.SITE).counters().items() >= 200_000);
    }

    @Test
    void routesAreSwappedUnderLoadAndTheTargetHoldsRowsOfBothVersions() throws Exception {
        run(target, "alter table line add carried_by text default current_setting('renkei.routes', true)");
        start();
        node.awaitRunning();
        for (int i = 0; i < 300; i++) {
            run(source, "insert into claim values (" + (5000 + i) + ", 'NEW', 1, 'x')");
            run(source, "insert into line values (" + (5000 + i) + ", 1, 1)");
            if (i == 100) {
                node.offerRoutes("1.1.0");
            }
        }
        node.links.await(Node.LINK, WAIT);
        String digest =
                "select count(*) || md5(string_agg(row(claim_id, no, units)::text, '|' order by claim_id)) from line";
        assertEquals(value(source, digest), value(target, digest));
        assertTrue(node.links.verify(Node.LINK).equal());
        assertEquals(
                "db 1.0.0, db 1.1.0",
                value(
                        target,
                        "select string_agg(distinct carried_by, ', ' order by carried_by) from line where claim_id > 4999"));
    }

    private void assertSame() throws SQLException {
        for (String table : List.of("claim", "line")) {
            String digest = "select count(*) || md5(string_agg(t::text, '|' order by t::text)) from " + table + " t";
            assertEquals(value(source, digest), value(target, digest), table);
        }
        assertEquals("0", value(target, "select count(*) from secret_work"));
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
