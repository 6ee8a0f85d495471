package io.renkei.demo.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.data.Catalogue;
import io.renkei.demo.internal.data.DatabaseHost;
import io.renkei.demo.internal.data.PaymentTable;
import io.renkei.demo.internal.data.Prefecture;
import io.renkei.demo.internal.data.SampleData;
import io.renkei.demo.internal.server.EmbeddedServer;
import io.renkei.demo.internal.server.ServerSettings;
import io.renkei.demo.internal.server.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsGeneratorTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void countsExactlyWhatItCommittedInAllThreeShapes() throws Exception {
        Catalogue catalogue = Catalogue.of(Prefecture.of("31"), 0.5);
        try (EmbeddedServer server = EmbeddedServer.start(ServerSettings.forTest(folder))) {
            DatabaseHost centre = DatabaseHost.centre(server);
            centre.createPayment("pay");
            try (Connection connection = centre.connect("pay")) {
                new SampleData(catalogue, 7).writeTo(connection);
            }
            Map<PaymentTable, Long> before = sizes(centre);
            LoadSettings settings =
                    new LoadSettings(7, 100_000, Duration.ofMillis(50), 80, Duration.ofMillis(200), 150);
            ClaimsGenerator generator = new ClaimsGenerator("pay", () -> centre.connect("pay"), catalogue, settings);
            generator.start();
            Tally tally = generator.tally();
            assertTrue(Waiting.until(
                    () -> tally.linked().deletes() > 300
                            && tally.linked().updates() > 500
                            && tally.linked().inserts() > 9_000,
                    BOUND));
            generator.stop();
            assertNull(generator.failure());
            Map<PaymentTable, Long> after = sizes(centre);
            for (PaymentTable table : PaymentTable.values()) {
                RowCounts counts = tally.byTable().getOrDefault(table, RowCounts.NONE);
                assertEquals(
                        counts.inserts() - counts.deletes(), after.get(table) - before.get(table), table.qualified());
            }
            assertTrue(tally.notLinked().updates() > 0);
            for (Shape shape : Shape.values()) {
                assertTrue(tally.transactions(shape) > 0, shape.name());
            }
        }
    }

    @Test
    void saysWhyItEndedWhenTheDatabaseIsGone() throws Exception {
        Catalogue catalogue = Catalogue.of(Prefecture.of("31"), 0.1);
        ClaimsGenerator generator = new ClaimsGenerator(
                "none",
                () -> {
                    throw new SQLException("no such database");
                },
                catalogue,
                LoadSettings.steady(1, 10, Duration.ofSeconds(40)));
        generator.start();
        assertTrue(Waiting.until(() -> generator.failure() != null, BOUND));
        assertNotNull(generator.failure());
        generator.close();
    }

    @Test
    void goesOnWhenItsServerWasKilledAndIsBack() throws Exception {
        Catalogue catalogue = Catalogue.of(Prefecture.of("31"), 0.5);
        try (EmbeddedServer server = EmbeddedServer.start(ServerSettings.forTest(folder))) {
            DatabaseHost centre = DatabaseHost.centre(server);
            centre.createPayment("pay");
            try (Connection connection = centre.connect("pay")) {
                new SampleData(catalogue, 7).writeTo(connection);
            }
            LoadSettings settings =
                    new LoadSettings(7, 100_000, Duration.ofMillis(50), 80, Duration.ofMillis(200), 150);
            ClaimsGenerator generator = new ClaimsGenerator("pay", () -> centre.connect("pay"), catalogue, settings);
            generator.start();
            Tally tally = generator.tally();
            for (int kills = 0; kills < 3; kills++) {
                long before = tally.transactions(Shape.SMALL);
                assertTrue(
                        Waiting.until(() -> tally.transactions(Shape.SMALL) > before + 100, BOUND),
                        () -> String.valueOf(generator.failure()));
                server.kill();
                server.start();
            }
            long before = tally.transactions(Shape.SMALL);
            assertTrue(
                    Waiting.until(() -> tally.transactions(Shape.SMALL) > before + 100, BOUND),
                    () -> String.valueOf(generator.failure()));
            generator.stop();
            assertNull(generator.failure());
        }
    }

    private static Map<PaymentTable, Long> sizes(DatabaseHost host) throws SQLException {
        Map<PaymentTable, Long> sizes = new EnumMap<>(PaymentTable.class);
        try (Connection connection = host.connect("pay");
                Statement statement = connection.createStatement()) {
            for (PaymentTable table : PaymentTable.values()) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table.qualified())) {
                    rows.next();
                    sizes.put(table, rows.getLong(1));
                }
            }
        }
        return sizes;
    }
}
