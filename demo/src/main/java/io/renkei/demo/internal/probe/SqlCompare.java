package io.renkei.demo.internal.probe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
            String columns = columns(source, table);
            Map<String, Integer> rows = digests(source, table, columns);
            digests(target, table, columns).forEach((digest, count) -> rows.merge(digest, -count, Integer::sum));
            long surplus = rows.values().stream().mapToLong(Math::abs).sum();
            // a changed row shows once on each side
            differences += (surplus + 1) / 2;
        }
        return differences;
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
