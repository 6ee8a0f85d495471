package io.renkei.db.internal.wire;

import io.renkei.db.internal.wire.DigestReply.Bucket;
import io.renkei.db.internal.wire.DigestReply.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Computes digests in the database, the same way at both sides: the text of every value under the same session settings,
 * hashed by the server. Only hashes and masked keys leave the database.
 */
public final class Digests {
    /** Whatever role or database say, both sides write values the same way. */
    private static final List<String> SESSION = List.of(
            "SET DateStyle = 'ISO, YMD'",
            "SET TimeZone = 'UTC'",
            "SET IntervalStyle = 'postgres'",
            "SET extra_float_digits = 1",
            "SET bytea_output = 'hex'",
            "SET xmlbinary = 'base64'",
            "SET lc_monetary = 'C'",
            "SET search_path = pg_catalog",
            "SET statement_timeout = '5min'",
            "SET lock_timeout = '10s'");

    private Digests() {}

    /** Gives a session the settings that {@link #run} needs; before or inside its snapshot's transaction. */
    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SESSION) {
                statement.execute(setting);
            }
        }
    }

    /**
     * Answers a request in the connection's present transaction.
     *
     * @throws SQLException if the table or a column is not there or can't be read
     */
    public static DigestReply run(Connection connection, DigestRequest request) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return request.rowsOf().isEmpty() ? sums(statement, request) : rows(statement, request);
        }
    }

    /** Number of rows of a table in the connection's present transaction. */
    public static long count(Connection connection, TargetStateRequest.Table table) throws SQLException {
        String sql = Sql.format("SELECT count(*) FROM %s", Sql.quote(table.schema(), table.name()));
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static DigestReply sums(Statement statement, DigestRequest request) throws SQLException {
        String sql = Sql.format(
                "SELECT bucket, count(*), sum(hash) FROM (%s) digest GROUP BY bucket ORDER BY bucket",
                hashed(request, ""));
        List<Bucket> sums = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                // the low 64 bits of the sum: the same at both sides in whatever order rows were added
                long hash = result.getBigDecimal(3).toBigIntegerExact().longValue();
                sums.add(new Bucket(result.getInt(1), result.getLong(2), hash));
            }
        }
        return new DigestReply(sums, List.of(), true);
    }

    private static DigestReply rows(Statement statement, DigestRequest request) throws SQLException {
        String wanted = request.rowsOf().stream().map(String::valueOf).collect(Collectors.joining(","));
        String sql = Sql.format(
                "SELECT key, hash, masked FROM (%s) digest WHERE bucket IN (%s) ORDER BY key, hash LIMIT %d",
                hashed(request, ", " + masked(request.keys())), wanted, DigestReply.ROWS_MAX + 1);
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(new Row(result.getLong(1), result.getLong(2), result.getString(3)));
            }
        }
        boolean complete = rows.size() <= DigestReply.ROWS_MAX;
        return new DigestReply(List.of(), complete ? rows : rows.subList(0, DigestReply.ROWS_MAX), complete);
    }

    private static String hashed(DigestRequest request, String more) {
        String key = Sql.format("hashtextextended(ROW(%s)::text, 0)", Sql.quote(request.keys()));
        return Sql.format(
                """
                SELECT %1$s AS key, hashtextextended(ROW(%2$s)::text, 1) AS hash, \
                (%1$s & 9223372036854775807) %% %3$d AS bucket%4$s FROM %5$s""",
                key,
                Sql.quote(request.columns()),
                request.buckets(),
                more,
                Sql.quote(request.table().schema(), request.table().name()));
    }

    private static String masked(List<String> keys) {
        return keys.stream()
                .map(key -> Sql.format(
                        "coalesce(repeat('*', least(length(%1$s::text) - 2, 18)) || right(%1$s::text, 2), 'null')",
                        Sql.quote(key)))
                .collect(Collectors.joining(", ", "left(concat_ws('/', ", "), 200) AS masked"));
    }
}
