package io.renkei.demo.internal.probe;

import io.renkei.demo.internal.server.Gone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The probe's row at the target, over a session that is opened again when it breaks. */
final class TargetView implements AutoCloseable {
    private static final String LOOK = "SELECT planned_on - DATE '2000-01-01' FROM payment.m_calendar"
            + " WHERE processing_month = '999912' AND step_code = 'LAG'";

    private final LagProbe.Database target;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement look;

    TargetView(LagProbe.Database target) {
        this.target = target;
    }

    /**
     * Whether the row shows this number; false also while the target is not there.
     *
     * @throws SQLException if the target is there and refuses
     */
    boolean shows(int number) throws SQLException {
        try (ResultSet row = look().executeQuery()) {
            return row.next() && row.getInt(1) == number;
        } catch (SQLException e) {
            close();
            if (Gone.is(e)) {
                return false;
            }
            throw e;
        }
    }

    private PreparedStatement look() throws SQLException {
        PreparedStatement open = look;
        if (open == null) {
            Connection fresh = target.connect();
            connection = fresh;
            open = fresh.prepareStatement(LOOK);
            look = open;
        }
        return open;
    }

    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        look = null;
        if (open != null) {
            open.close();
        }
    }
}
