package io.renkei.db.internal.apply;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM; every test makes databases of its own in it. */
public final class TestServer {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestServer() {}

    /** Started at first use; the JVM's end stops it. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .setServerConfig("max_replication_slots", "60")
                        .setServerConfig("max_connections", "100")
                        .setServerConfig("max_prepared_transactions", "5")
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("timezone", "Pacific/Pago_Pago")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes a database and gives its address. */
    public static String database() throws SQLException {
        String name = "db_" + NUMBER.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    /** An unprivileged account that may write everything in the database. */
    public static String account(String url) throws SQLException {
        String name = "app_" + NUMBER.incrementAndGet();
        execute(
                url,
                "CREATE ROLE " + name + " LOGIN PASSWORD 'secret'",
                "GRANT ALL ON SCHEMA public, renkei TO " + name,
                "GRANT ALL ON ALL TABLES IN SCHEMA public, renkei TO " + name);
        return name;
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/" + database;
    }

    public static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** First column of all rows, with line ends between. */
    public static String query(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder all = new StringBuilder();
            while (rows.next()) {
                all.append(all.length() > 0 ? "\n" : "").append(rows.getString(1));
            }
            return all.toString();
        }
    }
}
