package io.renkei.db.internal.apply;

import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code renkei.renkei_checkpoint}: one row for each link, changed in the same transaction as the data. */
final class Checkpoints {
    /** Makes the table; harmless if it is there. */
    static final List<String> DDL = List.of(
            "CREATE SCHEMA IF NOT EXISTS renkei",
            // room beside the row, so that its updates stay in the page and touch no index
            """
            CREATE TABLE IF NOT EXISTS renkei.renkei_checkpoint (
              link varchar(20) PRIMARY KEY,
              epoch bigint NOT NULL,
              incarnation varchar(200) NOT NULL,
              position numeric(20) NOT NULL,
              token text NOT NULL,
              batch_seq bigint NOT NULL,
              batch_epoch bigint NOT NULL DEFAULT 0,
              items bigint NOT NULL,
              applied_at timestamptz NOT NULL,
              source_commit_at timestamptz NOT NULL,
              replayed_to numeric(20) NOT NULL DEFAULT 0,
              moved_from numeric(20),
              moved_from_token text,
              moved_to numeric(20),
              collisions bigint NOT NULL DEFAULT 0,
              leaves_out numeric(20) NOT NULL DEFAULT 0,
              left_out bigint NOT NULL DEFAULT 0
            ) WITH (fillfactor = 30)""",
            // a table of an earlier release
            """
            ALTER TABLE renkei.renkei_checkpoint
              ADD COLUMN IF NOT EXISTS batch_epoch bigint NOT NULL DEFAULT 0,
              ADD COLUMN IF NOT EXISTS replayed_to numeric(20) NOT NULL DEFAULT 0,
              ADD COLUMN IF NOT EXISTS moved_from numeric(20),
              ADD COLUMN IF NOT EXISTS moved_from_token text,
              ADD COLUMN IF NOT EXISTS moved_to numeric(20),
              ADD COLUMN IF NOT EXISTS collisions bigint NOT NULL DEFAULT 0,
              ADD COLUMN IF NOT EXISTS leaves_out numeric(20) NOT NULL DEFAULT 0,
              ADD COLUMN IF NOT EXISTS left_out bigint NOT NULL DEFAULT 0""",
            """
            CREATE OR REPLACE VIEW renkei.renkei_watermark AS
              SELECT link, source_commit_at, applied_at, position, items FROM renkei.renkei_checkpoint""");

    /** What a table of an earlier release lacks. */
    static final String NEWEST_COLUMN = "left_out";

    private static final String SELECT = """
            SELECT epoch, incarnation, position, token, batch_seq, source_commit_at, items, batch_epoch, replayed_to,
              leaves_out
            FROM renkei.renkei_checkpoint WHERE link = ?""";

    private static final String FIRST = """
            INSERT INTO renkei.renkei_checkpoint
              (link, epoch, incarnation, position, token, batch_seq, items, applied_at, source_commit_at)
            VALUES (?, 0, '', 0, '', 0, 0, now(), 'epoch') ON CONFLICT DO NOTHING""";

    private static final String CLAIM = "UPDATE renkei.renkei_checkpoint SET epoch = ?, incarnation = ? WHERE link = ?";

    private static final String RESTART =
            "UPDATE renkei.renkei_checkpoint SET position = 0, token = '' WHERE link = ? AND incarnation = ?";

    private static final String END_OLDER = """
            SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND starts_with(application_name, ?)""";

    private Checkpoints() {}

    /**
     * A row of the table.
     *
     * @param batchEpoch epoch of the journal that wrote the checkpoint's batch: its number means nothing without it
     * @param items changes applied since the link's first batch
     * @param replayedTo while the checkpoint is before this, changes come again, see {@link Moves}
     * @param leavesOut transaction that is left out when it comes
     */
    record Stored(
            Checkpoint checkpoint,
            Epoch batchEpoch,
            String incarnation,
            Instant newestCommit,
            long items,
            Position replayedTo,
            Position leavesOut) {}

    /** The link's row; null: none yet. */
    static @Nullable Stored read(Connection connection, LinkId link) throws SQLException {
        return read(connection, link, SELECT);
    }

    /**
     * Ends the link's older sessions and writes the epoch, in one transaction.
     *
     * @param sessions what the application names of the link's applying sessions begin with
     * @throws FencedException if the target belongs to somebody else
     */
    static Stored claim(Connection connection, Hello hello, String sessions) throws SQLException {
        // a late owner must not end the session of the right one
        require(read(connection, hello.link()), hello);
        try (PreparedStatement end = connection.prepareStatement(END_OLDER)) {
            end.setString(1, sessions);
            end.executeQuery().close();
        }
        connection.setAutoCommit(false);
        try (Statement settings = connection.createStatement()) {
            settings.execute("SET LOCAL lock_timeout = '10s'");
        }
        try (PreparedStatement first = connection.prepareStatement(FIRST)) {
            first.setString(1, hello.link().toString());
            first.executeUpdate();
        }
        Stored stored = read(connection, hello.link(), SELECT + " FOR UPDATE");
        require(stored, hello);
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, hello.epoch().value());
            claim.setString(2, hello.incarnation());
            claim.setString(3, hello.link().toString());
            claim.executeUpdate();
        }
        connection.commit();
        if (stored == null) {
            throw new SQLException("the link's row of renkei.renkei_checkpoint was removed", "40001");
        }
        Checkpoint before = stored.checkpoint();
        return new Stored(
                new Checkpoint(hello.link(), hello.epoch(), before.position(), before.batchSeq()),
                stored.batchEpoch(),
                hello.incarnation(),
                stored.newestCommit(),
                stored.items(),
                stored.replayedTo(),
                stored.leavesOut());
    }

    /**
     * Sets the link back to the start, for a base copy that replaces all rows; the applying session notices by its next
     * move.
     *
     * @return false if the target is not of this owner
     */
    static boolean restart(Connection connection, LinkId link, String incarnation) throws SQLException {
        try (PreparedStatement restart = connection.prepareStatement(RESTART)) {
            restart.setString(1, link.toString());
            restart.setString(2, incarnation);
            return restart.executeUpdate() == 1;
        }
    }

    private static void require(@Nullable Stored stored, Hello hello) {
        if (stored == null) {
            return;
        }
        Epoch target = stored.checkpoint().epoch();
        int order = hello.epoch().compareTo(target);
        if (order < 0 || (order == 0 && !hello.incarnation().equals(stored.incarnation()))) {
            throw new FencedException(hello.link(), hello.epoch(), target);
        }
    }

    private static @Nullable Stored read(Connection connection, LinkId link, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, link.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Timestamp commit = row.getTimestamp(6);
                return new Stored(
                        new Checkpoint(
                                link,
                                new Epoch(row.getLong(1)),
                                position(row.getBigDecimal(3), row.getString(4)),
                                row.getLong(5)),
                        new Epoch(row.getLong(8)),
                        row.getString(2),
                        commit.toInstant(),
                        row.getLong(7),
                        position(row.getBigDecimal(9), ""),
                        position(row.getBigDecimal(10), ""));
            }
        }
    }

    /** A position as its columns hold it: the number unsigned. */
    static Position position(BigDecimal order, String token) {
        return new Position(order.toBigInteger().longValue(), token);
    }
}
