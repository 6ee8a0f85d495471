package io.renkei.db.internal.apply;

import io.renkei.api.Epoch;
import io.renkei.api.LinkId;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.db.internal.wire.LeaveOutRequest;
import io.renkei.db.internal.wire.MoveRequest;
import io.renkei.db.internal.wire.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves of a link's checkpoint by people, in the link's row of {@code renkei.renkei_checkpoint}. */
final class Moves {
    private static final String PLACE = """
            SELECT position, token, epoch, incarnation, replayed_to, moved_from, moved_from_token, moved_to, collisions,
              leaves_out, left_out, has_parameter_privilege('session_replication_role', 'SET')
            FROM renkei.renkei_checkpoint WHERE link = ?""";

    /** Tables with triggers that fire for a replica, too. */
    private static final String TWICE = """
            SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE t.tgenabled IN ('R', 'A') AND NOT t.tgisinternal
            ORDER BY 1 LIMIT 1000""";

    private static final String MOVE = """
            UPDATE renkei.renkei_checkpoint SET epoch = ?, incarnation = ?, position = ?, token = ?,
              moved_from = CASE WHEN ? THEN NULL ELSE position END,
              moved_from_token = CASE WHEN ? THEN NULL ELSE token END,
              moved_to = CASE WHEN ? THEN NULL ELSE ?::numeric END,
              replayed_to = CASE WHEN ? THEN greatest(replayed_to, position) ELSE replayed_to END,
              source_commit_at = least(source_commit_at, ?)
            WHERE link = ? AND epoch = ? AND incarnation = ? AND position = ?""";

    private static final String LEAVE_OUT = """
            UPDATE renkei.renkei_checkpoint SET epoch = ?, incarnation = ?, leaves_out = ?
            WHERE link = ? AND epoch = ? AND incarnation = ? AND position = ?""";

    private Moves() {}

    /** Where the link stands; the start, and nobody's, if it never was here. */
    static TargetPlace place(Connection connection, LinkId link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACE)) {
            statement.setString(1, link.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new TargetPlace(
                            Position.START,
                            Epoch.NONE,
                            "",
                            Position.START,
                            null,
                            null,
                            0,
                            Position.START,
                            0,
                            false,
                            List.of());
                }
                return new TargetPlace(
                        Checkpoints.position(row.getBigDecimal(1), row.getString(2)),
                        new Epoch(row.getLong(3)),
                        row.getString(4),
                        Checkpoints.position(row.getBigDecimal(5), ""),
                        optional(row.getBigDecimal(6), row.getString(7)),
                        optional(row.getBigDecimal(8), ""),
                        row.getLong(9),
                        Checkpoints.position(row.getBigDecimal(10), ""),
                        row.getLong(11),
                        row.getBoolean(12),
                        twice(connection));
            }
        }
    }

    private static List<String> twice(Connection connection) throws SQLException {
        List<String> items = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TWICE)) {
            while (rows.next()) {
                items.add(rows.getString(1));
            }
        }
        return items;
    }

    private static @Nullable Position optional(@Nullable BigDecimal order, @Nullable String token) {
        return order == null ? null : Checkpoints.position(order, token == null ? "" : token);
    }

    /**
     * Moves the checkpoint; the applying session notices by its next move.
     *
     * @return false if it is elsewhere or another's
     */
    static boolean move(Connection connection, LinkId link, MoveRequest request) throws SQLException {
        Mover.Move move = request.move();
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            BigDecimal to = number(move.to());
            update.setLong(1, request.epoch().value());
            update.setString(2, request.incarnation());
            update.setBigDecimal(3, to);
            update.setString(4, move.to().token());
            update.setBoolean(5, move.undo());
            update.setBoolean(6, move.undo());
            update.setBoolean(7, move.undo());
            update.setBigDecimal(8, to);
            update.setBoolean(9, move.replay());
            Instant until = move.completeUntil();
            if (until == null) {
                update.setNull(10, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                update.setTimestamp(10, Timestamp.from(until));
            }
            setSeen(update, 11, link, move.seen());
            return update.executeUpdate() == 1;
        }
    }

    private static void setSeen(PreparedStatement update, int first, LinkId link, TargetPlace seen)
            throws SQLException {
        update.setString(first, link.toString());
        update.setLong(first + 1, seen.epoch().value());
        update.setString(first + 2, seen.incarnation());
        update.setBigDecimal(first + 3, number(seen.position()));
    }

    /**
     * Has a transaction left out; the applying session must be begun anew to know it.
     *
     * @return false if the checkpoint is elsewhere or another's
     */
    static boolean leaveOut(Connection connection, LinkId link, LeaveOutRequest request) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(LEAVE_OUT)) {
            update.setLong(1, request.epoch().value());
            update.setString(2, request.incarnation());
            update.setBigDecimal(3, number(request.transaction()));
            setSeen(update, 4, link, request.seen());
            return update.executeUpdate() == 1;
        }
    }

    /** Writes a statement that says that the transaction was left out, in the transaction of its batch. */
    static void leftOut(Pipeline pipeline, LinkId link) throws SQLException {
        pipeline.execute(
                Sql.format(
                        "UPDATE renkei.renkei_checkpoint SET leaves_out = 0, left_out = left_out + 1 WHERE link = '%s'",
                        link),
                1,
                Pipeline.CHECKPOINT);
    }

    /** Writes a statement that counts changes which collided with what the target has, in the transaction of their batch. */
    static void collided(Pipeline pipeline, LinkId link, long changes) throws SQLException {
        // numbers and the form of a link's id need no quoting
        pipeline.execute(
                Sql.format(
                        "UPDATE renkei.renkei_checkpoint SET collisions = collisions + %d WHERE link = '%s'",
                        changes, link),
                1,
                Pipeline.CHECKPOINT);
    }

    /** Writes a statement that forgets all moves: a base copy begins another history, in which their places mean nothing. */
    static void forget(Pipeline pipeline, LinkId link) throws SQLException {
        pipeline.execute(Sql.format(
                "UPDATE renkei.renkei_checkpoint SET replayed_to = 0, moved_from = NULL, moved_from_token = NULL,"
                        + " moved_to = NULL, leaves_out = 0 WHERE link = '%s'",
                link));
    }

    private static BigDecimal number(Position position) {
        return new BigDecimal(Long.toUnsignedString(position.order()));
    }
}
