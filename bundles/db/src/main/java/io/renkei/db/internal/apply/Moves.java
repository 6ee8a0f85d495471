package io.renkei.db.internal.apply;

import io.renkei.api.Epoch;
import io.renkei.api.LinkId;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.db.internal.wire.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moves of a link's checkpoint by people, in the link's row of {@code renkei.renkei_checkpoint}. */
final class Moves {
    private static final String PLACE = """
            SELECT position, token, epoch, incarnation, replayed_to, moved_from, moved_from_token, moved_to, collisions,
              has_parameter_privilege('session_replication_role', 'SET')
            FROM renkei.renkei_checkpoint WHERE link = ?""";

    private static final String MOVE = """
            UPDATE renkei.renkei_checkpoint SET position = ?, token = ?,
              moved_from = CASE WHEN ? THEN NULL ELSE position END,
              moved_from_token = CASE WHEN ? THEN NULL ELSE token END,
              moved_to = CASE WHEN ? THEN NULL ELSE ?::numeric END,
              replayed_to = CASE WHEN ? THEN greatest(replayed_to, position) ELSE replayed_to END,
              source_commit_at = least(source_commit_at, ?)
            WHERE link = ? AND epoch = ? AND incarnation = ? AND position = ?""";

    private Moves() {}

    /** Where the link stands; the start, and nobody's, if it never was here. */
    static TargetPlace place(Connection connection, LinkId link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PLACE)) {
            statement.setString(1, link.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new TargetPlace(Position.START, Epoch.NONE, "", Position.START, null, null, 0, false);
                }
                return new TargetPlace(
                        Checkpoints.position(row.getBigDecimal(1), row.getString(2)),
                        new Epoch(row.getLong(3)),
                        row.getString(4),
                        Checkpoints.position(row.getBigDecimal(5), ""),
                        optional(row.getBigDecimal(6), row.getString(7)),
                        optional(row.getBigDecimal(8), ""),
                        row.getLong(9),
                        row.getBoolean(10));
            }
        }
    }

    private static @Nullable Position optional(@Nullable BigDecimal order, @Nullable String token) {
        return order == null ? null : Checkpoints.position(order, token == null ? "" : token);
    }

    /**
     * Moves the checkpoint; the applying session notices by its next move.
     *
     * @return false if it is elsewhere or another's
     */
    static boolean move(Connection connection, LinkId link, Mover.Move move) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            BigDecimal to = number(move.to());
            update.setBigDecimal(1, to);
            update.setString(2, move.to().token());
            update.setBoolean(3, move.undo());
            update.setBoolean(4, move.undo());
            update.setBoolean(5, move.undo());
            update.setBigDecimal(6, to);
            update.setBoolean(7, move.replay());
            Instant until = move.completeUntil();
            if (until == null) {
                update.setNull(8, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                update.setTimestamp(8, Timestamp.from(until));
            }
            update.setString(9, link.toString());
            update.setLong(10, move.seen().epoch().value());
            update.setString(11, move.seen().incarnation());
            update.setBigDecimal(12, number(move.seen().position()));
            return update.executeUpdate() == 1;
        }
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
                        + " moved_to = NULL WHERE link = '%s'",
                link));
    }

    private static BigDecimal number(Position position) {
        return new BigDecimal(Long.toUnsignedString(position.order()));
    }
}
