package io.renkei.db.internal.capture;

import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.Policy;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Relation.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the policy allows on a link, looked up in the catalogue of the source database. */
final class SourceCatalog {
    private static final String COLUMNS = """
            SELECT w.item, n.nspname, c.relname, c.oid, c.relkind, c.relreplident, c.relpersistence, a.attname,
                   a.atttypid, a.atttypmod, a.attgenerated <> '' AS generated,
                   c.relreplident = 'f' OR coalesce(a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]), false) AS key,
                   has_table_privilege(c.oid, 'SELECT') AS readable
              FROM unnest(?::text[], ?::text[], ?::text[]) AS w(item, schema, name)
              JOIN pg_namespace n ON n.nspname = w.schema
              JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
              LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisvalid
                   AND (c.relreplident = 'd' AND i.indisprimary AND i.indimmediate OR c.relreplident = 'i' AND i.indisreplident)
             ORDER BY w.item, a.attnum""";

    private static final String REFERENCES = """
            SELECT DISTINCT conrelid, confrelid FROM pg_constraint
             WHERE contype = 'f' AND conrelid <> confrelid
               AND conrelid = ANY (?::oid[]) AND confrelid = ANY (?::oid[])""";

    private static final char FULL = 'f';

    private final LinkContext context;
    private final Connection connection;

    SourceCatalog(LinkContext context, Connection connection) {
        this.context = context;
        this.connection = connection;
    }

    /** Slot and publication have one name: {@code renkei_db_13_prod}. */
    static String slotName(LinkId link) {
        return "renkei_" + link.toString().replace('-', '_');
    }

    /** All tables that the lists allow on this link, also those that can't be carried; in order of name. */
    List<SourceTable> tables() throws SQLException {
        Map<String, List<String>> allowed = new LinkedHashMap<>();
        for (Policy.AllowedItem item : context.policy().allowed(context.id())) {
            allowed.put(item.item(), item.parts());
        }
        Map<String, Found> found = find(allowed.keySet());
        List<SourceTable> tables = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : allowed.entrySet()) {
            Found table = found.get(each.getKey());
            tables.add(
                    table == null
                            ? new SourceTable(each.getKey(), null, false, "there is no such table")
                            : judge(each.getKey(), table, each.getValue()));
        }
        return tables;
    }

    /** A table of the catalogue with all its columns. */
    private static final class Found {
        private final int oid;
        private final String schema;
        private final String name;
        private final char kind;
        private final char identity;
        private final char persistence;
        private final boolean readable;
        private final List<Column> columns = new ArrayList<>();
        private final Set<String> generated = new HashSet<>();

        private Found(ResultSet row) throws SQLException {
            oid = (int) row.getLong("oid");
            schema = row.getString("nspname");
            name = row.getString("relname");
            kind = row.getString("relkind").charAt(0);
            identity = row.getString("relreplident").charAt(0);
            persistence = row.getString("relpersistence").charAt(0);
            readable = row.getBoolean("readable");
        }

        private void column(ResultSet row) throws SQLException {
            String column = row.getString("attname");
            if (column == null) {
                return;
            }
            if (row.getBoolean("generated")) {
                generated.add(column);
            }
            columns.add(
                    new Column(row.getBoolean("key"), column, (int) row.getLong("atttypid"), row.getInt("atttypmod")));
        }
    }

    private Map<String, Found> find(Set<String> items) throws SQLException {
        String[] whole = items.toArray(String[]::new);
        String[] schemas = new String[whole.length];
        String[] names = new String[whole.length];
        for (int i = 0; i < whole.length; i++) {
            int dot = whole[i].indexOf('.');
            schemas[i] = dot < 0 ? "" : whole[i].substring(0, dot);
            names[i] = whole[i].substring(dot + 1);
        }
        Map<String, Found> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setArray(1, connection.createArrayOf("text", whole));
            statement.setArray(2, connection.createArrayOf("text", schemas));
            statement.setArray(3, connection.createArrayOf("text", names));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String item = row.getString("item");
                    Found table = found.get(item);
                    if (table == null) {
                        table = new Found(row);
                        found.put(item, table);
                    }
                    table.column(row);
                }
            }
        }
        return found;
    }

    private SourceTable judge(String item, Found table, List<String> parts) {
        boolean all = parts.equals(List.of("*"));
        List<Column> carried = new ArrayList<>();
        boolean leftOut = false;
        for (Column column : table.columns) {
            if (table.generated.contains(column.name())) {
                // the target computes it itself; the stream does not bring it
                continue;
            }
            boolean wanted = all
                    ? context.policy()
                            .check(context.id(), item, List.of(column.name()))
                            .allowed()
                    : parts.contains(column.name());
            if (wanted) {
                carried.add(column);
            } else {
                leftOut = true;
            }
        }
        Relation relation = new Relation(table.oid, table.schema, table.name, table.identity, carried);
        String fault = fault(item, table, relation, all ? List.of() : parts);
        return new SourceTable(item, relation, all && !leftOut, fault);
    }

    private String fault(String item, Found table, Relation relation, List<String> parts) {
        if (table.kind == 'p') {
            return "it is partitioned, which is not carried yet";
        }
        if (table.kind != 'r') {
            return "it is not a table";
        }
        if (table.persistence != 'p') {
            return "it is unlogged or temporary: its changes leave no trace";
        }
        if (!table.readable) {
            return "the account may not read it (GRANT SELECT)";
        }
        Set<String> unknown = new LinkedHashSet<>(parts);
        unknown.removeAll(relation.columnNames());
        if (!unknown.isEmpty()) {
            return "it has no ordinary column " + String.join(", ", unknown);
        }
        if (relation.columns().isEmpty()) {
            return "none of its columns may be carried";
        }
        return identityFault(item, table, relation);
    }

    private String identityFault(String item, Found table, Relation relation) {
        List<String> key = new ArrayList<>();
        for (Column column : table.columns) {
            boolean generated = table.generated.contains(column.name());
            if (column.key() && generated && table.identity != FULL) {
                return "its key column " + column.name() + " is generated, which the stream does not bring";
            }
            if (column.key() && !generated) {
                key.add(column.name());
            }
        }
        if (key.isEmpty()) {
            // a publication would make the source itself refuse updates and deletes of such a table
            return "it has no primary key that is checked at once and no replica identity: updates and deletes could"
                    + " not be carried (ALTER TABLE " + item
                    + " ADD PRIMARY KEY, or REPLICA IDENTITY USING INDEX or FULL)";
        }
        key.removeAll(relation.columnNames());
        return key.isEmpty() ? "" : "its key column " + String.join(", ", key) + " may not be carried";
    }

    /** The relations in an order in which a table comes after those it refers to, as far as there are no circles. */
    List<Relation> parentsFirst(List<Relation> relations) throws SQLException {
        Map<Integer, Relation> byOid = new LinkedHashMap<>();
        relations.forEach(relation -> byOid.put(relation.oid(), relation));
        Map<Integer, Set<Integer>> parents = parents(byOid.keySet());
        List<Relation> ordered = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Integer oid : byOid.keySet()) {
            visit(oid, parents, byOid, seen, ordered);
        }
        return ordered;
    }

    private static void visit(
            Integer oid,
            Map<Integer, Set<Integer>> parents,
            Map<Integer, Relation> byOid,
            Set<Integer> seen,
            List<Relation> ordered) {
        if (!seen.add(oid)) {
            return;
        }
        for (Integer parent : parents.getOrDefault(oid, Set.of())) {
            visit(parent, parents, byOid, seen, ordered);
        }
        @Nullable Relation relation = byOid.get(oid);
        if (relation != null) {
            ordered.add(relation);
        }
    }

    private Map<Integer, Set<Integer>> parents(Set<Integer> oids) throws SQLException {
        Map<Integer, Set<Integer>> parents = new HashMap<>();
        Long[] numbers = oids.stream().map(Integer::toUnsignedLong).toArray(Long[]::new);
        try (PreparedStatement statement = connection.prepareStatement(REFERENCES)) {
            statement.setArray(1, connection.createArrayOf("oid", numbers));
            statement.setArray(2, connection.createArrayOf("oid", numbers));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    parents.computeIfAbsent((int) row.getLong(1), child -> new LinkedHashSet<>())
                            .add((int) row.getLong(2));
                }
            }
        }
        return parents;
    }
}
