package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.PaymentTable;
import io.renkei.demo.internal.data.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** One transaction of the generator; its rows count only once it is committed. */
final class Work {
    private final Connection connection;
    private final Tally tally;
    private final Shape shape;
    private final Map<PaymentTable, RowCounts> done = new EnumMap<>(PaymentTable.class);

    Work(Connection connection, Tally tally, Shape shape) {
        this.connection = connection;
        this.tally = tally;
        this.shape = shape;
    }

    /** Inserts row by row, as an application does. */
    void insert(Rows rows) throws SQLException {
        countInserts(rows);
        rows.insertInto(connection);
    }

    /** Inserts in bulk, as a loading batch does. */
    void copy(Rows rows) throws SQLException {
        countInserts(rows);
        rows.copyTo(connection);
    }

    void update(PaymentTable table, String sql, Object... values) throws SQLException {
        count(table, new RowCounts(0, execute(sql, values), 0));
    }

    void delete(PaymentTable table, String sql, Object... values) throws SQLException {
        count(table, new RowCounts(0, 0, execute(sql, values)));
    }

    /** Rows changed in this transaction. */
    long rows() {
        return done.values().stream().mapToLong(RowCounts::total).sum();
    }

    void commit() throws SQLException {
        connection.commit();
        tally.committed(shape, done);
    }

    private void countInserts(Rows rows) {
        rows.byTable().forEach((table, count) -> count(table, new RowCounts(count, 0, 0)));
    }

    private void count(PaymentTable table, RowCounts counts) {
        done.merge(table, counts, RowCounts::plus);
    }

    private long execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
