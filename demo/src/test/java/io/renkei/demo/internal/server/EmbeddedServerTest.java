package io.renkei.demo.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path folder;

    @Test
    void keepsWhatWasCommittedWhenKilledAndComesBackOnTheSamePort() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(ServerSettings.forTest(folder.resolve("a")))) {
            assertEquals("logical", one(server, "SHOW wal_level"));
            int port = server.port();
            try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
                server.kill();
                assertThrows(SQLException.class, () -> statement.executeQuery("SELECT 1"));
            }
            assertFalse(server.running());
            server.start();
            assertEquals(port, server.port());
            assertEquals("42", one(server, "SELECT answer FROM kept"));
            server.stop();
            server.start();
            assertEquals("42", one(server, "SELECT answer FROM kept"));
        }
    }

    @Test
    void twoServersRunSideBySideAndHoldManySlots() throws Exception {
        try (EmbeddedServer one = EmbeddedServer.start(new ServerSettings(folder.resolve("one"), 94, false));
                EmbeddedServer two = EmbeddedServer.start(ServerSettings.forTest(folder.resolve("two")))) {
            assertEquals("192", one(one, "SHOW max_replication_slots"));
            assertEquals("192", one(one, "SHOW max_wal_senders"));
            assertEquals("1", one(two, "SELECT 1"));
        }
    }

    private static String one(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
