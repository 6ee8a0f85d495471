package io.renkei.db.internal.wire;

import io.renkei.db.internal.wire.DigestReply.Bucket;
import io.renkei.db.internal.wire.DigestReply.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
            "SET row_security = off",
            "SET idle_session_timeout = 0",
            "SET statement_timeout = '5min'",
            "SET lock_timeout = '10s'");

    private Digests() {}

    /** Gives a session the settings that {@link #run} needs; before or inside its snapshot's transaction. */
    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SESSION) {
                statement.execute(setting);
            }
            statement.execute(Databases.NO_TRANSACTION_TIMEOUT);
        }
    }

    /**
     * Answers a request in the connection's present transaction.
     *
     * @throws SQLException if the table or a column is not there or can't be read
     */
    public static DigestReply run(Connection connection, DigestRequest request) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String from = rows(connection, request.table());
            String hashing = hashing(statement);
            return request.rowsOf().isEmpty()
                    ? sums(statement, request, from, hashing)
                    : rows(statement, request, from, hashing);
        }
    }

    /**
     * How a row's text is hashed: its bytes in UTF-8, whatever the database keeps them in. A record of one column has the
     * hash of that column, and bytes have the hash of a text of the same bytes.
     */
    private static String hashing(Statement statement) throws SQLException {
        try (ResultSet encoding = statement.executeQuery("SELECT getdatabaseencoding()")) {
            encoding.next();
            return encoding.getString(1).equals("UTF8")
                    ? "hashtextextended(ROW(%s)::text, %d)"
                    : "hash_record_extended(ROW(convert_to(ROW(%s)::text, 'UTF8')), %d)";
        }
    }

    /** Number of rows of a table in the connection's present transaction. */
    public static long count(Connection connection, TargetStateRequest.Table table) throws SQLException {
        String sql = Sql.format("SELECT count(*) FROM %s", rows(connection, table));
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** How a query names a table's own rows: those of tables that inherit from it are not its, those of partitions are. */
    public static String rows(Connection connection, TargetStateRequest.Table table) throws SQLException {
        String name = Sql.quote(table.schema(), table.name());
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(?)")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1) ? name : "ONLY " + name;
            }
        }
    }

    private static DigestReply sums(Statement statement, DigestRequest request, String from, String hashing)
            throws SQLException {
        String sql = Sql.format(
                "SELECT bucket, count(*), sum(hash) FROM (%s) digest GROUP BY bucket ORDER BY bucket",
                hashed(request, "", from, hashing));
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

    private static DigestReply rows(Statement statement, DigestRequest request, String from, String hashing)
            throws SQLException {
        String wanted = request.rowsOf().stream().map(String::valueOf).collect(Collectors.joining(","));
        String sql = Sql.format(
                "SELECT key, hash, masked FROM (%s) digest WHERE bucket IN (%s) ORDER BY key, hash LIMIT %d",
                hashed(request, ", " + masked(request.keys()), from, hashing), wanted, DigestReply.ROWS_MAX + 1);
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(new Row(result.getLong(1), result.getLong(2), result.getString(3)));
            }
        }
        boolean complete = rows.size() <= DigestReply.ROWS_MAX;
        return new DigestReply(List.of(), complete ? rows : rows.subList(0, DigestReply.ROWS_MAX), complete);
    }

    private static String hashed(DigestRequest request, String more, String from, String hashing) {
        String key = Sql.format(hashing, Sql.quote(request.keys()), 0);
        return Sql.format(
                """
                SELECT %1$s AS key, %2$s AS hash, \
                (%1$s & 9223372036854775807) %% %3$d AS bucket%4$s FROM %5$s""", key, Sql.format(hashing, Sql.quote(request.columns()), 1), request.buckets(), more, from);
    }

    private static String masked(List<String> keys) {
        return keys.stream()
                .map(key -> Sql.format(
                        "coalesce(repeat('*', least(length(%1$s::text) - 2, 18)) || right(%1$s::text, 2), 'null')",
                        Sql.quote(key)))
                .collect(Collectors.joining(", ", "left(concat_ws('/', ", "), 200) AS masked"));
    }
}
