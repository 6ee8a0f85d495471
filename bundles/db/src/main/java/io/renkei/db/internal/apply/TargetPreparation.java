package io.renkei.db.internal.apply;

import io.renkei.api.Finding;
import io.renkei.api.LinkContext;
import io.renkei.api.Policy;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Preparation;
import io.renkei.db.internal.wire.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at, and makes, what a link needs in its target database: marker, checkpoint table, rights, tables, columns. */
public final class TargetPreparation {
    private static final String ALL_COLUMNS = "*";
    private static final List<String> RIGHTS = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final LinkContext context;
    private final Preparation found;

    private TargetPreparation(LinkContext context, Connection connection, boolean apply) {
        this.context = context;
        this.found = new Preparation(connection, apply);
    }

    /**
     * Looks at the target with the link's own account.
     *
     * @param apply also makes what is missing, as far as the account may
     * @throws io.renkei.api.TransientLinkException {@link io.renkei.api.ErrorCode#TARGET_UNREACHABLE}
     */
    public static List<Finding> prepare(LinkContext context, boolean apply) {
        try (Connection connection = Databases.target(context, "prepare")) {
            TargetPreparation preparation = new TargetPreparation(context, connection, apply);
            preparation.look();
            return preparation.found.findings();
        } catch (SQLException e) {
            throw TargetErrors.of(context.id(), e, "");
        }
    }

    private void look() throws SQLException {
        String role = found.text("SELECT current_user");
        found.lookAtMarker(context.id());
        lookAtCheckpoint(role);
        found.find(
                found.truth("SELECT has_parameter_privilege('session_replication_role', 'SET')"),
                "right to set session_replication_role",
                "without it foreign keys and triggers of the target act on every change, and tables with triggers stop the link",
                List.of(Sql.format("GRANT SET ON PARAMETER session_replication_role TO %s", Sql.quote(role))));
        String database = found.text("SELECT current_database()");
        found.find(
                found.truth("SELECT has_database_privilege(current_database(), 'TEMPORARY')"),
                "right to make temporary tables",
                "changes are staged there",
                List.of(Sql.format("GRANT TEMPORARY ON DATABASE %s TO %s", Sql.quote(database), Sql.quote(role))));
        for (Policy.AllowedItem item : context.policy().allowed(context.id())) {
            lookAtTable(item, role);
        }
    }

    private void lookAtCheckpoint(String role) throws SQLException {
        String subject = "table renkei.renkei_checkpoint";
        List<String> grants = List.of(
                Sql.format("GRANT USAGE ON SCHEMA renkei TO %s", Sql.quote(role)),
                Sql.format("GRANT SELECT, INSERT, UPDATE ON renkei.renkei_checkpoint TO %s", Sql.quote(role)));
        if (!found.truth("SELECT count(*) = 2 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = 'renkei' AND (c.relname = 'renkei_watermark' OR c.relname = 'renkei_checkpoint'"
                + " AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = '"
                + Checkpoints.NEWEST_COLUMN + "'))")) {
            List<String> statements = new ArrayList<>(Checkpoints.DDL);
            statements.addAll(grants);
            found.find(false, subject, "holds the link's position", statements);
            return;
        }
        boolean usable =
                found.truth("SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
                        + " AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = 'renkei' AND c.relname = 'renkei_checkpoint'");
        found.find(usable, subject, usable ? "holds the link's position" : "the account may not write it", grants);
    }

    private void lookAtTable(Policy.AllowedItem item, String role) throws SQLException {
        int dot = item.item().indexOf('.');
        String schema = item.item().substring(0, Math.max(dot, 0));
        String table = item.item().substring(dot + 1);
        String subject = "table " + item.item();
        Set<String> columns = columns(schema, table);
        if (columns.isEmpty()) {
            found.told(
                    false,
                    subject,
                    "is not there; make it as it is at the source, for example with pg_dump --schema-only",
                    "");
            return;
        }
        List<String> missing = item.parts().stream()
                .filter(part -> !part.equals(ALL_COLUMNS) && !columns.contains(part))
                .toList();
        if (!missing.isEmpty()) {
            found.told(false, subject, "lacks the columns " + String.join(", ", missing), "");
        }
        String name = Sql.quote(schema, table);
        List<String> denied = new ArrayList<>();
        for (String right : RIGHTS) {
            if (!found.truth("SELECT has_table_privilege(?, ?)", name, right)) {
                denied.add(right);
            }
        }
        found.find(
                denied.isEmpty(),
                subject,
                denied.isEmpty() ? "is there and may be written" : "the account lacks " + String.join(", ", denied),
                List.of(
                        Sql.format("GRANT USAGE ON SCHEMA %s TO %s", Sql.quote(schema), Sql.quote(role)),
                        Sql.format("GRANT %s ON %s TO %s", String.join(", ", denied), name, Sql.quote(role))));
    }

    private Set<String> columns(String schema, String table) throws SQLException {
        return Set.copyOf(found.texts("""
                SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0
                  AND NOT a.attisdropped""", schema, table));
    }
}
