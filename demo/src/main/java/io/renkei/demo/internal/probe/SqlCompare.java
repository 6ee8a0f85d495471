package io.renkei.demo.internal.probe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares what the source has with the target by plain SQL, row by row, knowing nothing of Renkei. */
public final class SqlCompare {
    private SqlCompare() {}

    /** How many rows of the tables are on one side only or differ. */
    public static long differences(Connection source, Connection target, List<String> tables) throws SQLException {
        long differences = 0;
        for (String table : tables) {
            differences += differences(source, target, table);
        }
        return differences;
    }

    private static long differences(Connection source, Connection target, String table) throws SQLException {
        String columns = columns(source, table);
        Map<String, Integer> rows = digests(source, table, columns);
        digests(target, table, columns).forEach((digest, count) -> rows.merge(digest, -count, Integer::sum));
        long surplus = rows.values().stream().mapToLong(Math::abs).sum();
        // a changed row shows once on each side
        return (surplus + 1) / 2;
    }

    /**
     * Tables whose rows are not the same on both sides: one digest for each table, made in the databases, so that millions of
     * rows cost no memory here.
     */
    public static List<String> unequalTables(Connection source, Connection target, List<String> tables)
            throws SQLException {
        List<String> unequal = new ArrayList<>();
        for (String table : tables) {
            String columns = columns(source, table);
            if (!digest(source, table, columns).equals(digest(target, table, columns))) {
                unequal.add(table);
            }
        }
        return unequal;
    }

    private static String digest(Connection connection, String table, String columns) throws SQLException {
        // a sum does not care for the order of rows; 60 bits of md5 each, summed as numeric so that nothing runs over
        String sql = String.format(
                Locale.ROOT,
                "SELECT count(*) || ':' || coalesce(sum(('x' || left(md5(ROW(%s)::text), 15))::bit(60)::bigint), 0)"
                        + " FROM %s",
                columns,
                table);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String columns(Connection source, String table) throws SQLException {
        String sql = "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Map<String, Integer> digests(Connection connection, String table, String columns)
            throws SQLException {
        Map<String, Integer> digests = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        String.format(Locale.ROOT, "SELECT md5(ROW(%s)::text) FROM %s", columns, table))) {
            while (rows.next()) {
                digests.merge(rows.getString(1), 1, Integer::sum);
            }
        }
        return digests;
    }
}
