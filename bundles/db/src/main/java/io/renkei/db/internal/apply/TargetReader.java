package io.renkei.db.internal.apply;

import io.renkei.api.Finding;
import io.renkei.api.LinkContext;
import io.renkei.api.Policy;
import io.renkei.api.ReaderAccount;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Preparation;
import io.renkei.db.internal.wire.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Looks at, and makes, an account that reads the tables of a link and its watermark at the target, and nothing else (R051,
 * R078). What it runs is bounded: a reader locks no row, but a TRUNCATE of the source waits for it (R077).
 */
public final class TargetReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /** What says of an account that it was made here: another's password and rights are not ours to change. */
    private static final String MARK = "renkei: reads what a link brings";

    /** A transaction that is left open keeps what it has read locked against TRUNCATE, too. */
    private static final String IDLE_MAX = "60s";

    private static final String MORE_RIGHTS = """
            SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR EXISTS (
              SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid) OR EXISTS (
              SELECT 1 FROM pg_class c WHERE c.relowner = r.oid)
            FROM pg_roles r WHERE r.rolname = ?""";

    /** Tables outside of Renkei's schema that the account itself was granted something on. */
    private static final String GRANTED = """
            SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
            WHERE r.rolname = ? AND n.nspname <> 'renkei' ORDER BY 1""";

    private final LinkContext context;
    private final ReaderAccount account;
    private final Connection connection;
    private final boolean apply;
    private final Preparation found;
    private final String role;

    private TargetReader(LinkContext context, ReaderAccount account, Connection connection, boolean apply) {
        this.context = context;
        this.account = account;
        this.connection = connection;
        this.apply = apply;
        this.found = new Preparation(connection, apply);
        this.role = Sql.quote(account.name());
    }

    /**
     * Looks at the account with that of the link.
     *
     * @param apply also makes it, as far as the link's account may
     * @throws IllegalArgumentException if the name can't be one
     * @throws io.renkei.api.TransientLinkException {@link io.renkei.api.ErrorCode#TARGET_UNREACHABLE}
     */
    public static List<Finding> prepare(LinkContext context, ReaderAccount account, boolean apply) {
        if (!NAME.matcher(account.name()).matches() || account.name().startsWith("pg_")) {
            throw new IllegalArgumentException("'" + account.name()
                    + "' can't be an account's name: 1 to 63 of a-z, 0-9 and" + " _, a letter first, not pg_");
        }
        try (Connection connection = Databases.target(context, "prepare")) {
            TargetReader reader = new TargetReader(context, account, connection, apply);
            reader.look();
            return reader.found.findings();
        } catch (SQLException e) {
            throw TargetErrors.of(context.id(), e, "");
        }
    }

    private void look() throws SQLException {
        if (!found.lookAtMarker(context.id()) || !lookAtRole()) {
            return;
        }
        String database = Sql.quote(found.text("SELECT current_database()"));
        found.find(
                found.truth("SELECT has_database_privilege(?, current_database(), 'CONNECT')", account.name()),
                "right to connect",
                "to the database",
                List.of(Sql.format("GRANT CONNECT ON DATABASE %s TO %s", database, role)));
        found.find(
                found.truth(
                        "SELECT has_schema_privilege(?, 'renkei', 'USAGE') AND has_table_privilege(?, 'renkei.renkei_watermark', 'SELECT')",
                        account.name(),
                        account.name()),
                "view renkei.renkei_watermark",
                "tells up to which commit of the source everything is here",
                List.of(
                        Sql.format("GRANT USAGE ON SCHEMA renkei TO %s", role),
                        Sql.format("GRANT SELECT ON renkei.renkei_watermark TO %s", role)));
        Set<String> carried = new TreeSet<>();
        for (Policy.AllowedItem item : context.policy().allowed(context.id())) {
            carried.add(item.item());
            lookAtTable(item.item());
        }
        for (String granted : found.texts(GRANTED, account.name())) {
            if (!carried.contains(granted)) {
                found.find(
                        false,
                        "table " + granted,
                        "is not carried by the link: the account is to have no right to it",
                        List.of(Sql.format("REVOKE ALL ON %s FROM %s", quoted(granted), role)));
            }
        }
    }

    /** @return whether there is such an account now, and it may do no more than read */
    private boolean lookAtRole() throws SQLException {
        String subject = "account " + account.name();
        boolean exists = found.truth("SELECT count(*) = 1 FROM pg_roles WHERE rolname = ?", account.name());
        if (exists
                && !found.truth(
                        "SELECT coalesce(shobj_description(oid, 'pg_authid') = ?, false) FROM pg_roles WHERE rolname = ?",
                        MARK,
                        account.name())) {
            found.told(false, subject, "is there and was not made by this command: choose another name", "");
            return false;
        }
        if (exists && found.truth(MORE_RIGHTS, account.name())) {
            found.told(
                    false,
                    subject,
                    "is there and may do more than read, or owns tables, or belongs to others: choose another name",
                    "");
            return false;
        }
        if (!exists) {
            found.find(
                    false,
                    subject,
                    "reads only",
                    List.of(
                            Sql.format("CREATE ROLE %s LOGIN", role),
                            Sql.format("COMMENT ON ROLE %s IS %s", role, Sql.literal(MARK))));
        }
        if (!found.truth("SELECT count(*) = 1 FROM pg_roles WHERE rolname = ?", account.name())) {
            return false;
        }
        if (exists) {
            found.told(true, subject, "is there", "");
        }
        List<String> bounds = bounds();
        found.find(
                found.truth(
                        "SELECT coalesce((SELECT setconfig @> string_to_array(?, '|') FROM pg_db_role_setting"
                                + " WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = ?) AND setdatabase = 0), false)",
                        String.join("|", bounds),
                        account.name()),
                "bounds of " + account.name(),
                String.join(", ", bounds),
                bounds.stream()
                        .map(bound -> bound.split("=", 2))
                        .map(bound -> Sql.format("ALTER ROLE %s SET %s = %s", role, bound[0], Sql.literal(bound[1])))
                        .toList());
        if (apply && !account.password().isEmpty()) {
            setPassword(subject);
        }
        return true;
    }

    private List<String> bounds() throws SQLException {
        List<String> bounds = new ArrayList<>(List.of(
                "default_transaction_read_only=on",
                "statement_timeout=" + account.statementMax().toMillis() + "ms",
                "idle_in_transaction_session_timeout=" + IDLE_MAX));
        if (found.truth("SELECT count(*) = 1 FROM pg_settings WHERE name = 'transaction_timeout'")) {
            // of several statements too; servers have it since 17
            bounds.add("transaction_timeout=" + account.statementMax().toMillis() + "ms");
        }
        return bounds;
    }

    /** What goes to the server, and perhaps into its log, is made of the password and can't be turned back. */
    private void setPassword(String subject) {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(account.name(), account.password().toCharArray(), "scram-sha-256");
            found.told(true, subject, "made: its password", "");
        } catch (SQLException e) {
            found.told(false, subject, "its password could not be set: " + Databases.told(e), "");
        }
    }

    private void lookAtTable(String item) throws SQLException {
        String subject = "table " + item;
        String table = quoted(item);
        if (!found.truth("SELECT to_regclass(?) IS NOT NULL", table)) {
            found.told(false, subject, "is not there", "");
            return;
        }
        String schema = Sql.quote(item.substring(0, item.indexOf('.')));
        found.find(
                found.truth(
                        "SELECT has_schema_privilege(?, ?, 'USAGE') AND has_table_privilege(?, ?, 'SELECT')",
                        account.name(),
                        item.substring(0, item.indexOf('.')),
                        account.name(),
                        table),
                subject,
                "may be read",
                List.of(
                        Sql.format("GRANT USAGE ON SCHEMA %s TO %s", schema, role),
                        Sql.format("GRANT SELECT ON %s TO %s", table, role)));
    }

    private static String quoted(String item) {
        return Arrays.stream(item.split("\\.", 2)).map(Sql::quote).collect(Collectors.joining("."));
    }
}
