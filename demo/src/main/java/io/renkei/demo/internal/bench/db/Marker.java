package io.renkei.demo.internal.bench.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One row whose value tells at a target how far it is: committed at the source after what it marks. */
final class Marker implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement statement;

    private Marker(Connection connection, String sql) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(sql);
    }

    /** For {@link #put}; the connection commits by itself. */
    static Marker writing(Connection source) throws SQLException {
        return new Marker(
                source,
                "INSERT INTO payment.m_calendar VALUES ('999910', 'MRK', DATE '2000-01-01' + ?)"
                        + " ON CONFLICT (processing_month, step_code) DO UPDATE SET planned_on = excluded.planned_on");
    }

    /** For {@link #read}. */
    static Marker reading(Connection target) throws SQLException {
        return new Marker(
                target,
                "SELECT planned_on - DATE '2000-01-01' FROM payment.m_calendar"
                        + " WHERE processing_month = '999910' AND step_code = 'MRK'");
    }

    /** Commits a value, 1..2,000,000. */
    void put(int value) throws SQLException {
        statement.setInt(1, value);
        statement.executeUpdate();
    }

    /** The value that is visible; 0: none yet. */
    int read() throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
