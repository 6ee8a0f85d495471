package io.renkei.db.internal.capture;

import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The publication of a link: its name is the slot's, its tables and columns are those that the policy allows. */
final class Publication {
    private static final String CONTENT = """
            SELECT p.schemaname || '.' || p.tablename AS item, p.rowfilter IS NOT NULL AS filtered,
                   ARRAY(SELECT a.attname::text FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = ANY (p.attnames) AND a.attgenerated = '') AS columns
              FROM pg_publication_tables p
              JOIN pg_namespace n ON n.nspname = p.schemaname
              JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename
             WHERE p.pubname = ?""";

    private static final String OPERATIONS = "insert, update, delete, truncate";

    private final String name;
    private final Connection connection;

    Publication(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    /**
     * How the publication differs from what it must be.
     *
     * @param tables those that can be carried
     * @return empty if it is right
     */
    List<String> faults(List<SourceTable> tables) throws SQLException {
        List<String> faults = new ArrayList<>();
        if (!exists()) {
            return List.of("there is no publication " + name);
        }
        if (!whole()) {
            faults.add("it does not publish all of " + OPERATIONS + ", or publishes partitions as their root");
        }
        Map<String, Set<String>> content = content(faults);
        for (SourceTable table : tables) {
            Relation relation = table.known();
            Set<String> columns = content.remove(relation.item());
            if (columns == null) {
                faults.add("it lacks " + table.item());
            } else if (!columns.equals(new HashSet<>(relation.columnNames()))) {
                faults.add("it carries other columns of " + table.item() + " than the lists allow");
            }
        }
        content.keySet().stream().sorted().forEach(item -> faults.add("it carries " + item + ", which no list allows"));
        return faults;
    }

    /** The statements that make it right. */
    List<String> statements(List<SourceTable> tables) throws SQLException {
        String content = tables.stream().map(SourceTable::published).collect(Collectors.joining(", "));
        String quoted = Sql.quote(name);
        if (!exists()) {
            return List.of(Sql.format(
                    "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = '%s')", quoted, content, OPERATIONS));
        }
        return List.of(
                Sql.format("ALTER PUBLICATION %s SET TABLE %s", quoted, content),
                Sql.format(
                        "ALTER PUBLICATION %s SET (publish = '%s', publish_via_partition_root = false)",
                        quoted, OPERATIONS));
    }

    /** Items it carries now. */
    Set<String> items() throws SQLException {
        return content(new ArrayList<>()).keySet();
    }

    /** The statement that adds a table. */
    String adding(SourceTable table) {
        return Sql.format("ALTER PUBLICATION %s ADD TABLE %s", Sql.quote(name), table.published());
    }

    boolean exists() throws SQLException {
        return is("SELECT count(*) = 1 FROM pg_publication WHERE pubname = ?");
    }

    private boolean whole() throws SQLException {
        return is("SELECT bool_and(pubinsert AND pubupdate AND pubdelete AND pubtruncate AND NOT pubviaroot)"
                + " FROM pg_publication WHERE pubname = ?");
    }

    private boolean is(String question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private Map<String, Set<String>> content(List<String> faults) throws SQLException {
        Map<String, Set<String>> content = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(CONTENT)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    content.put(row.getString("item"), Set.of((String[])
                            row.getArray("columns").getArray()));
                    if (row.getBoolean("filtered")) {
                        faults.add("it filters rows of " + row.getString("item"));
                    }
                }
            }
        }
        return content;
    }
}
