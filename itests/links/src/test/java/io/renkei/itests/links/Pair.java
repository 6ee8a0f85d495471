package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.Finding;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A source and a target database with a link between them, and a comparison by plain SQL that knows nothing of Renkei. */
final class Pair implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** How values are written must not depend on what a database is set to. */
    private static final String SETTINGS = "SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
            + " SET TimeZone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = public;"
            + " SET lc_monetary = 'C'";

    /** All columns of all tables but Renkei's and those of the schema kept; partitions, not their roots. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relkind = 'r' AND c.relpersistence = 'p'
               AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'renkei', 'kept') AND n.nspname ~ '%s'
             GROUP BY 1, 2 ORDER BY 1, 2""";

    final String source;
    final String target;
    private final Map<String, String> settings = new HashMap<>();
    private Node node;

    Pair(EmbeddedPostgres sourceServer, EmbeddedPostgres targetServer) throws SQLException {
        this(sourceServer, "UTF8", targetServer, "UTF8");
    }

    Pair(EmbeddedPostgres sourceServer, String sourceEncoding, EmbeddedPostgres targetServer, String targetEncoding)
            throws SQLException {
        int number = NUMBER.incrementAndGet();
        source = database(sourceServer, "pair_source" + number, sourceEncoding);
        target = database(targetServer, "pair_target" + number, targetEncoding);
        settings.put("db.source.url", source);
        settings.put("db.source.user", "postgres");
        settings.put("db.target.url", target);
        settings.put("db.target.user", "postgres");
    }

    private static String database(EmbeddedPostgres server, String name, String encoding) throws SQLException {
        String address = "jdbc:postgresql://localhost:" + server.getPort() + "/";
        String locale = encoding.equals("UTF8") ? "" : " LOCALE 'C'";
        run(
                address + "postgres?user=postgres",
                "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING '" + encoding + "'" + locale);
        return address + name;
    }

    Pair set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** At both sides. */
    void both(String... statements) throws SQLException {
        for (String statement : statements) {
            atSource(statement);
            atTarget(statement);
        }
    }

    /** One transaction at the source; several statements with semicolons are one too. */
    void atSource(String sql) throws SQLException {
        run(source + "?user=postgres", sql);
    }

    void atTarget(String sql) throws SQLException {
        run(target + "?user=postgres", sql);
    }

    Connection sourceSession() throws SQLException {
        return DriverManager.getConnection(source, "postgres", "");
    }

    Connection targetSession() throws SQLException {
        return DriverManager.getConnection(target, "postgres", "");
    }

    String targetValue(String sql) throws SQLException {
        return value(target, sql);
    }

    String sourceValue(String sql) throws SQLException {
        return value(source, sql);
    }

    /** Starts the link over all tables of the source that are not in the schema kept. */
    void start(Path home) throws Exception {
        begin(home);
        node.awaitRunning();
    }

    /** The same, without waiting for it to run. */
    void begin(Path home) throws Exception {
        node = new Node(home, settings, tables());
        Node.await(() -> node.links.statuses().size() == 2);
        for (Finding finding : node.links.prepare(Node.LINK, true)) {
            assertEquals("", finding.ok() ? "" : finding.subject() + ": " + finding.message());
        }
        node.links.resume(Node.LINK);
    }

    private List<String> tables() throws SQLException {
        List<String> items = new ArrayList<>();
        try (Connection connection = sourceSession();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(String.format(TABLES, ""))) {
            while (rows.next()) {
                items.add(rows.getString(1) + "." + rows.getString(2));
            }
        }
        return items;
    }

    Node node() {
        return node;
    }

    /** Ends both halves, as a node does that goes down. */
    void stop() throws Exception {
        node.close();
        node = null;
    }

    /** Waits until everything committed before is applied. */
    void await() throws InterruptedException {
        // a link that has failed would let the caller wait to the end
        node.awaitRunning();
        node.links.await(Node.LINK, WAIT);
    }

    /** Waits until a half has failed; gives code and text. */
    String awaitFailed() throws InterruptedException {
        return awaitTrouble(LinkState.Failed.class);
    }

    /** Waits until a half tries again. */
    String awaitRetrying() throws InterruptedException {
        return awaitTrouble(LinkState.Retrying.class);
    }

    /** Waits until the link runs; where the target belongs to another, it is resumed as a person would do. */
    void awaitOwned() throws InterruptedException {
        Node.await(() -> {
            List<LinkStatus> all = node.links.statuses();
            if (all.stream().anyMatch(status -> status.state() instanceof LinkState.Fenced)) {
                node.links.resume(Node.LINK);
            }
            return all.stream().allMatch(status -> status.state() instanceof LinkState.Running);
        });
    }

    private String awaitTrouble(Class<? extends LinkState> wanted) throws InterruptedException {
        String[] found = new String[1];
        Node.await(() -> {
            for (LinkStatus status : node.links.statuses()) {
                LinkState state = status.state();
                if (wanted.isInstance(state)) {
                    found[0] = state.code() + ": " + state.detail();
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    void resume() throws InterruptedException {
        node.links.resume(Node.LINK);
        Node.await(
                () -> node.links.statuses().stream().allMatch(status -> status.state() instanceof LinkState.Running));
    }

    /** Rows of the tables whose schema matches, at both sides. */
    void assertSame(String schemas) throws SQLException {
        List<String> here = new ArrayList<>();
        List<String> there = new ArrayList<>();
        try (Connection first = sourceSession();
                Connection second = targetSession();
                Statement one = first.createStatement();
                Statement two = second.createStatement();
                Statement names = first.createStatement()) {
            one.execute(SETTINGS);
            two.execute(SETTINGS);
            try (ResultSet table = names.executeQuery(String.format(TABLES, schemas))) {
                while (table.next()) {
                    String name = table.getString(1) + "." + table.getString(2);
                    String sql = String.format(
                            "SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(md5(ROW(%s)::text), '' ORDER BY"
                                    + " md5(ROW(%s)::text))), '') FROM ONLY %s",
                            table.getString(3),
                            table.getString(3),
                            quote(table.getString(1)) + "." + quote(table.getString(2)));
                    here.add(name + ": " + first(one, sql));
                    there.add(name + ": " + first(two, sql));
                }
            }
        }
        assertEquals(String.join("\n", here), String.join("\n", there));
        if (here.isEmpty()) {
            throw new AssertionError("there is no table in " + schemas);
        }
    }

    private static String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            return first(statement, sql);
        }
    }

    @Override
    public void close() throws Exception {
        if (node != null) {
            stop();
        }
        dropSlots(source + "?user=postgres");
    }

    /** On a server that several tests share, a link's slot would be in the way of the next link of that name. */
    static void dropSlots(String source) throws SQLException {
        run(
                source,
                "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE active_pid IS NOT NULL"
                        + " AND database = current_database()");
        run(
                source,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT temporary"
                        + " AND database = current_database()");
    }
}
