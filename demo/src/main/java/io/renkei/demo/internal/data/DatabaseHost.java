package io.renkei.demo.internal.data;

import io.renkei.demo.internal.server.EmbeddedServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;

/**
 * A server with its roles, on which the demo makes payment databases (at the centre) or the federations' copies. Three roles: the owner
 * of the tables, {@code renkei} for the product, and {@code own_system}, which may only read.
 */
public final class DatabaseHost {
    /** The role that Renkei logs in with. */
    public static final String RENKEI = "renkei";

    private static final String READER = "own_system";

    private final EmbeddedServer server;
    private final String owner;
    private final String ownerPassword = UUID.randomUUID().toString();
    private final String renkeiPassword = UUID.randomUUID().toString();

    private DatabaseHost(EmbeddedServer server, String owner) {
        this.server = server;
        this.owner = owner;
    }

    /** The server of the centre's payment databases. */
    public static DatabaseHost centre(EmbeddedServer server) throws SQLException {
        DatabaseHost host = new DatabaseHost(server, "payment_app");
        host.makeRoles("REPLICATION");
        return host;
    }

    /** The server of the federations' copies. */
    public static DatabaseHost federation(EmbeddedServer server) throws SQLException {
        DatabaseHost host = new DatabaseHost(server, "federation_owner");
        host.makeRoles("NOREPLICATION");
        host.grantReplica();
        return host;
    }

    /** The server itself. */
    public EmbeddedServer server() {
        return server;
    }

    /** Password of {@link #RENKEI}. */
    public String renkeiPassword() {
        return renkeiPassword;
    }

    /** Makes an empty payment database with all its tables. */
    public void createPayment(String database) throws SQLException {
        create(database, "linked.sql", "centre.sql");
    }

    /** Makes an empty federation's copy: the linked tables alone, one of them with a column of the federation's own. */
    public void createCopy(String database) throws SQLException {
        create(database, "linked.sql", "copy.sql");
    }

    /** A session as the application that owns the tables. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                server.url(database) + "?ApplicationName=payment&reWriteBatchedInserts=true", owner, ownerPassword);
    }

    private void makeRoles(String replication) throws SQLException {
        try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, "CREATE ROLE %s LOGIN PASSWORD '%s'", owner, ownerPassword));
            // owner's rights: publications can only be made by who owns the tables
            statement.execute(String.format(
                    Locale.ROOT,
                    "CREATE ROLE %s LOGIN %s PASSWORD '%s' IN ROLE %s",
                    RENKEI,
                    replication,
                    renkeiPassword,
                    owner));
            statement.execute("CREATE ROLE " + READER);
        }
    }

    /** As db-prepare advises: at a target, foreign keys and triggers leave alone what the source has checked. */
    private void grantReplica() throws SQLException {
        try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT SET ON PARAMETER session_replication_role TO " + RENKEI);
        }
    }

    private void create(String database, String... scripts) throws SQLException {
        try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, "CREATE DATABASE %s OWNER %s", database, owner));
            statement.execute(String.format(Locale.ROOT, "REVOKE ALL ON DATABASE %s FROM PUBLIC", database));
            statement.execute(
                    String.format(Locale.ROOT, "GRANT CONNECT, CREATE ON DATABASE %s TO %s", database, RENKEI));
            statement.execute(String.format(Locale.ROOT, "GRANT CONNECT ON DATABASE %s TO %s", database, READER));
        }
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String script : scripts) {
                statement.execute(Resources.text(script));
            }
            statement.execute("GRANT USAGE ON SCHEMA payment TO " + READER);
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA payment TO " + READER);
            connection.commit();
        }
    }
}
