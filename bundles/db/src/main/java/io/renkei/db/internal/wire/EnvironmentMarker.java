package io.renkei.db.internal.wire;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The table {@code renkei.renkei_environment}: says which federation and environment a database is. One row. */
public final class EnvironmentMarker {
    /** The schema of all tables that Renkei owns. */
    public static final String SCHEMA = "renkei";

    /** What {@link #read} found. */
    public enum Found {
        RIGHT,
        MISSING,
        /** There, but the account may not read it. */
        HIDDEN,
        OTHER
    }

    private EnvironmentMarker() {}

    /**
     * Looks at the marker in the connected database.
     *
     * @throws SQLException if the database refuses; a table that is not there is {@link Found#MISSING}
     */
    public static Found read(Connection connection, LinkId link) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // to_regclass fails where the account may not even look into the schema
            try (ResultSet table = statement.executeQuery(
                    "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
                            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                            + " WHERE n.nspname = 'renkei' AND c.relname = 'renkei_environment'")) {
                if (!table.next()) {
                    return Found.MISSING;
                }
                if (!table.getBoolean(1)) {
                    return Found.HIDDEN;
                }
            }
            try (ResultSet rows =
                    statement.executeQuery("SELECT federation, environment FROM renkei.renkei_environment LIMIT 2")) {
                if (!rows.next()) {
                    return Found.MISSING;
                }
                boolean right = link.federation().toString().equals(rows.getString(1))
                        && link.environment().toString().equals(rows.getString(2));
                return right && !rows.next() ? Found.RIGHT : Found.OTHER;
            }
        }
    }

    /**
     * Refuses a database that is not the link's.
     *
     * @param notPrepared code for a database without marker
     * @throws PermanentLinkException {@link ErrorCode#WRONG_DATABASE}, or the given code
     */
    public static void require(Connection connection, LinkId link, ErrorCode notPrepared) throws SQLException {
        Found found = read(connection, link);
        if (found == Found.MISSING) {
            throw new PermanentLinkException(
                    link, notPrepared, "the database has no marker renkei.renkei_environment with one row");
        }
        if (found == Found.HIDDEN) {
            throw new PermanentLinkException(
                    link, notPrepared, "the account may not read the marker renkei.renkei_environment");
        }
        if (found == Found.OTHER) {
            throw new PermanentLinkException(
                    link, ErrorCode.WRONG_DATABASE, "the marker renkei.renkei_environment names another database");
        }
    }

    /** What makes the marker; never changes one that is there. */
    public static List<String> statements(LinkId link) {
        return List.of(
                "CREATE SCHEMA IF NOT EXISTS renkei",
                "CREATE TABLE IF NOT EXISTS renkei.renkei_environment"
                        + " (federation varchar(2) NOT NULL, environment varchar(4) NOT NULL)",
                Sql.format(
                        "INSERT INTO renkei.renkei_environment (federation, environment) SELECT '%s', '%s'"
                                + " WHERE NOT EXISTS (SELECT 1 FROM renkei.renkei_environment)",
                        link.federation(), link.environment()));
    }

    /**
     * What lets an account read the marker.
     *
     * @param role name of the account, not quoted
     */
    public static List<String> grants(String role) {
        return List.of(
                Sql.format("GRANT USAGE ON SCHEMA renkei TO %s", Sql.quote(role)),
                Sql.format("GRANT SELECT ON renkei.renkei_environment TO %s", Sql.quote(role)));
    }
}
