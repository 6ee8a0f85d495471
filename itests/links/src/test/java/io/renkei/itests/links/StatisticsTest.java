package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkException;
import io.renkei.line.internal.Join;
import io.renkei.line.internal.NodeLine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a line between them: what both say of the tables, against what SQL says that it did. */
class StatisticsTest {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("public.claim", "public.note");
    private static int number;

    @TempDir
    private Path home;

    private final Map<String, String> settings = new HashMap<>();
    private String source;
    private String target;
    private Node site;
    private Node centre;

    @BeforeEach
    void open() throws Exception {
        EmbeddedPostgres server = Servers.get(17);
        number++;
        source = database(server, "stats_source" + number);
        target = database(server, "stats_target" + number);
        update(source, "INSERT INTO claim SELECT g, 0 FROM generate_series(1, 1000) g");
        settings.putAll(Map.of("db.source.url", source, "db.source.user", "postgres"));
        settings.putAll(Map.of("db.target.url", target, "db.target.user", "postgres"));
        write("centre/etc/io.renkei.node.cfg", "role = centre\n");
        write("site/etc/io.renkei.node.cfg", "role = site\n");
        NodeLine line = line("centre");
        Join.join(line.invite(FederationId.parse("13"), Duration.ofMinutes(5)), home.resolve("site"));
        site = new Node(home.resolve("site"), line("site"), Set.of(Half.SITE), settings, TABLES);
        startCentre(line);
        for (Node node : List.of(site, centre)) {
            Node.await(() -> node.links.statuses().size() == 1);
            for (Finding finding : node.links.prepare(Node.LINK, true)) {
                assertTrue(finding.ok(), finding.toString());
            }
            node.links.resume(Node.LINK);
        }
        centre.awaitRunning();
        site.awaitRunning();
    }

    private void startCentre(NodeLine line) {
        centre = new Node(home.resolve("centre"), line, Set.of(Half.CENTRE), settings, TABLES);
    }

    private NodeLine line(String node) {
        return new NodeLine(
                home.resolve(node).resolve("etc"), home.resolve(node).resolve("data"));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(home.resolve(file).getParent());
        Files.writeString(home.resolve(file), text);
    }

    private static String database(EmbeddedPostgres server, String name) throws SQLException {
        String address = "jdbc:postgresql://localhost:" + server.getPort() + "/";
        update(address + "postgres", "CREATE DATABASE " + name);
        update(address + name, "CREATE TABLE claim (id int PRIMARY KEY, amount int)");
        update(address + name, "CREATE TABLE note (id int PRIMARY KEY, text text)");
        return address + name;
    }

    /** Rows that SQL says it has changed. */
    private static long update(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @AfterEach
    void close() throws Exception {
        centre.close();
        if (site != null) {
            site.close();
        }
        Pair.dropSlots(source + "?user=postgres");
    }

    @Test
    void bothSidesTellWhatSqlDidAndTheCentreSaysWhenTheSiteIsAway() throws Exception {
        long inserted = update(source, "INSERT INTO claim SELECT g, 0 FROM generate_series(1001, 13000) g");
        long updated = update(source, "UPDATE claim SET amount = 1 WHERE id % 3 = 0");
        long deleted = update(source, "DELETE FROM claim WHERE id % 7 = 0");
        long notes = update(source, "INSERT INTO note SELECT g, 'x' FROM generate_series(1, 5) g");
        update(source, "TRUNCATE note");
        centre.links.await(Node.LINK, WAIT);
        ItemStatistics statistics = site.links.statistics(Node.LINK);
        assertEquals(
                List.of(
                        new ItemTotals("public.claim", inserted, updated, deleted, 0, 1_000),
                        new ItemTotals("public.note", notes, 0, 0, 1, 0)),
                statistics.items());
        assertEquals(statistics, centre.links.statistics(Node.LINK));
        site.links.pause(Node.LINK, null, new Actor("test", "test", ""));
        assertEquals(statistics, site.links.statistics(Node.LINK));
        assertEquals(statistics, centre.links.statistics(Node.LINK), "a paused half answers still");
        site.close();
        site = null;
        Node.await(() -> refusal().code() == ErrorCode.LINE_DOWN);
    }

    private LinkException refusal() {
        return assertThrows(LinkException.class, () -> centre.links.statistics(Node.LINK));
    }

    @Test
    void nothingIsCountedTwiceOrLostWhenTheCentreComesAndGoesUnderLoad() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<ItemTotals> load = CompletableFuture.supplyAsync(() -> load(enough));
        try {
            for (int i = 0; i < 4; i++) {
                centre.close();
                startCentre(line("centre"));
                centre.awaitRunning();
            }
        } finally {
            enough.set(true);
        }
        ItemTotals done = load.get(WAIT.toSeconds(), TimeUnit.SECONDS);
        centre.links.await(Node.LINK, WAIT);
        assertTrue(done.updated() > 0, done.toString());
        assertEquals(List.of(done), centre.links.statistics(Node.LINK).items());
    }

    private ItemTotals load(AtomicBoolean enough) {
        long inserted = 0;
        long updated = 0;
        long deleted = 0;
        try (Connection connection = DriverManager.getConnection(source, "postgres", "");
                Statement statement = connection.createStatement()) {
            for (int id = 20_000; !enough.get(); id += 10) {
                inserted += statement.executeUpdate(
                        "INSERT INTO claim SELECT g, 0 FROM generate_series(" + id + ", " + (id + 9) + ") g");
                updated += statement.executeUpdate("UPDATE claim SET amount = amount + 1 WHERE id > " + (id - 5));
                deleted += statement.executeUpdate("DELETE FROM claim WHERE id = " + (id + 3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new ItemTotals("public.claim", inserted, updated, deleted, 0, 1_000);
    }
}
