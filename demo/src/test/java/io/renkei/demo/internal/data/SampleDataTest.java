package io.renkei.demo.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.server.EmbeddedServer;
import io.renkei.demo.internal.server.ServerSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
    @TempDir
    static Path folder;

    private static EmbeddedServer server;
    private static DatabaseHost centre;

    @BeforeAll
    static void seed() throws Exception {
        server = EmbeddedServer.start(ServerSettings.forTest(folder));
        centre = DatabaseHost.centre(server);
        Catalogue catalogue = Catalogue.of(Prefecture.of("13"), 0.1);
        for (String database : List.of("one", "two")) {
            centre.createPayment(database);
            try (Connection connection = centre.connect(database)) {
                new SampleData(catalogue, 7).writeTo(connection);
            }
        }
        centre.createCopy("fed");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theSameSeedMakesTheSameRows() throws Exception {
        String digest = "SELECT md5(string_agg(c::text, ',' ORDER BY claim_id)) FROM payment.c_claim c";
        assertEquals(all("one", digest), all("two", digest));
    }

    @Test
    void everyLinkedTableHoldsRows() throws Exception {
        for (String table : TableList.linked()) {
            if (!table.equals("payment.l_recipient_change")) {
                assertTrue(
                        Long.parseLong(all("one", "SELECT count(*) FROM " + table)
                                        .get(0))
                                > 0,
                        table);
            }
        }
    }

    @Test
    void listAndSchemaAgreeOnBothSides() throws Exception {
        String tables = "SELECT 'payment.' || tablename FROM pg_tables WHERE schemaname = 'payment' ORDER BY 1";
        List<String> linked = new ArrayList<>(TableList.linked());
        linked.sort(null);
        assertEquals(linked, all("fed", tables));
        List<String> every = new ArrayList<>(linked);
        every.addAll(TableList.notLinked());
        every.sort(null);
        assertEquals(every, all("one", tables));
        assertFalse(linked.contains("payment.l_provider_account"));
        assertFalse(linked.contains("payment.w_batch_work"));
    }

    @Test
    void amountsComeFromUnitsAndUnitPrice() throws Exception {
        assertEquals(
                List.of("0"),
                all(
                        "one",
                        "SELECT count(*) FROM payment.c_claim_summary WHERE total_cost <> div(units * unit_price, 1000)"));
        assertEquals(
                List.of("0"),
                all("one", "SELECT count(*) FROM payment.c_claim WHERE total_cost <> user_share + benefit_amount"));
    }

    @Test
    void namesHoldCharactersOutsideTheUsualSets() throws Exception {
        for (String character : List.of("髙", "𠮷", "﨑")) {
            String count = "SELECT count(*) > 0 FROM payment.l_recipient WHERE name_kanji LIKE '%" + character + "%'";
            assertEquals(List.of("t"), all("one", count));
        }
        assertEquals(
                List.of("ﾃｽﾄ 0"),
                all("one", "SELECT name_kana FROM payment.l_recipient WHERE recipient_no = '9000000001'"));
    }

    private static List<String> all(String database, String sql) throws SQLException {
        try (Connection connection = centre.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
