package io.renkei.db.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.SettingKey;
import io.renkei.api.Settings;
import io.renkei.api.TransientLinkException;
import io.renkei.db.DatabaseKind;
import io.renkei.db.internal.apply.TestTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a database: the driver's connections and those that speak the protocol themselves must agree. */
class TlsTest {
    private static final String ENCRYPTED =
            "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid IN (SELECT pid FROM pg_stat_activity WHERE"
                    + " application_name LIKE 'renkei%')";

    @TempDir
    private static Path folder;

    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TlsServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static TestTarget target(String host, String tls, Path ca) {
        return TestTarget.at("jdbc:postgresql://" + host + ":" + server.port() + "/postgres")
                .with("db.target.tls", tls)
                .with("db.target.tls.ca", ca.toString());
    }

    private static PgSocket socket(TestTarget context) throws SQLException {
        return PgSocket.open(Databases.login(context, "target", "apply"), Map.of("application_name", "renkei own"));
    }

    @Test
    void aServerWithTheRightNameAndAuthorityIsTrusted() throws Exception {
        TestTarget context = target("localhost", "verify-full", server.ca());
        try (Connection connection = Databases.target(context, "test");
                PgSocket own = socket(context);
                Statement statement = connection.createStatement();
                ResultSet encrypted = statement.executeQuery(ENCRYPTED)) {
            encrypted.next();
            assertEquals(2, encrypted.getInt(1));
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        for (String tls : List.of("verify-full", "verify-ca")) {
            assertRefused(target("localhost", tls, server.otherCa()), tls);
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws SQLException {
        assertRefused(target("127.0.0.1", "verify-full", server.ca()), "verify-full");
        TestTarget anyName = target("127.0.0.1", "verify-ca", server.ca());
        socket(anyName).close();
        Databases.target(anyName, "test").close();
    }

    private static void assertRefused(TestTarget context, String tls) {
        String start = "the server's certificate is refused (db.target.tls = " + tls + "): ";
        SQLException own = assertThrows(SQLException.class, () -> socket(context));
        assertTrue(own.getMessage().startsWith(start), own.getMessage());
        TransientLinkException driver =
                assertThrows(TransientLinkException.class, () -> Databases.target(context, "test"));
        assertEquals(ErrorCode.TARGET_UNREACHABLE, driver.code());
        assertTrue(driver.detail().startsWith(start), driver.detail());
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereItIsRequired() throws SQLException {
        try (TestTarget plain = new TestTarget()) {
            plain.with("db.target.tls", "require");
            SQLException own = assertThrows(SQLException.class, () -> socket(plain));
            assertEquals("the server offers no TLS, which db.target.tls = require asks for", own.getMessage());
            TransientLinkException driver =
                    assertThrows(TransientLinkException.class, () -> Databases.target(plain, "test"));
            assertTrue(driver.detail().contains("the server offers no TLS"), driver.detail());
        }
    }

    @Test
    void faultsOfTheSettingsNameTheKey() throws Exception {
        Path noCertificate = folder.resolve("empty.pem");
        Files.writeString(noCertificate, "nothing");
        assertEquals(
                List.of("db.source.tls.ca is empty; db.source.tls = verify-full needs a file with the authority's"
                        + " certificate"),
                faults("jdbc:postgresql://a/b", "verify-full", ""));
        assertEquals(
                List.of("db.source.tls.ca: " + folder.resolve("gone.pem") + " is not there or can't be read"),
                faults(
                        "jdbc:postgresql://a/b",
                        "verify-ca",
                        folder.resolve("gone.pem").toString()));
        assertEquals(
                List.of("db.source.tls.ca: " + noCertificate + " holds no certificate (PEM)"),
                faults("jdbc:postgresql://a/b", "verify-ca", noCertificate.toString()));
        assertEquals(
                List.of("db.source.tls.ca is given, but db.source.tls = require does not look at certificates"),
                faults("jdbc:postgresql://a/b", "require", server.ca().toString()));
        assertEquals(
                List.of("db.source.url holds sslmode; say it in db.source.tls"),
                faults("jdbc:postgresql://a/b?sslmode=disable", "prefer", ""));
        assertEquals(
                List.of(),
                faults("jdbc:postgresql://a/b", "verify-full", server.ca().toString()));
    }

    private static List<String> faults(String url, String tls, String ca) {
        Map<String, String> values = new HashMap<>();
        try (DatabaseKind kind = new DatabaseKind()) {
            for (SettingKey key : kind.keys()) {
                values.put(key.name(), String.valueOf(key.defaultValue()));
            }
            values.put("db.source.url", url);
            values.put("db.source.tls", tls);
            values.put("db.source.tls.ca", ca);
            return kind.faults(Half.CENTRE, new Settings(values));
        }
    }
}
