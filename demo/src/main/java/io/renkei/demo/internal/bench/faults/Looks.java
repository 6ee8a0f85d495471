package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the two database servers tell of a link, without Renkei's help. */
final class Looks {
    /** Sessions that apply the link and wait for a lock on the ledger itself. */
    private static final String BEFORE_ROWS = """
            SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l USING (pid)
            WHERE a.datname = current_database() AND starts_with(a.application_name, ?)
              AND NOT l.granted AND l.relation = ?::regclass""";

    /** Sessions that hold the lock of a writer on the ledger and wait for the checkpoint's row. */
    private static final String BEFORE_CHECKPOINT = """
            SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l USING (pid)
            WHERE a.datname = current_database() AND starts_with(a.application_name, ?)
              AND l.granted AND l.mode = 'RowExclusiveLock' AND l.relation = ?::regclass
              AND a.wait_event_type = 'Lock' AND a.query LIKE '%UPDATE renkei.renkei_checkpoint%'""";

    private static final String SLOT_BEFORE =
            "SELECT count(*) FROM pg_replication_slots WHERE slot_name = ? AND confirmed_flush_lsn < ?::pg_lsn";

    private Looks() {}

    static boolean waitsBeforeRows(Connection target, Pair pair) throws SQLException {
        return some(target, BEFORE_ROWS, "renkei " + pair.link() + " apply", Ledger.TABLE);
    }

    static boolean waitsBeforeCheckpoint(Connection target, Pair pair) throws SQLException {
        return some(target, BEFORE_CHECKPOINT, "renkei " + pair.link() + " apply", Ledger.TABLE);
    }

    /** Whether the source's slot would send what was committed at this place again. */
    static boolean slotIsBefore(Fleet fleet, Pair pair, String place) throws SQLException {
        try (Connection source = fleet.source().server().connect(pair.payment())) {
            return some(source, SLOT_BEFORE, "renkei_" + pair.link().replace('-', '_'), place);
        }
    }

    private static boolean some(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }
}
