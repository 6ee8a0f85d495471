package io.renkei.db.internal.apply;

import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.apply.TargetTable.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last statement of every batch: moves the checkpoint, if it still is where and whose it was. */
final class CheckpointMove {
    private static final Statement MOVE = new Statement("""
            UPDATE renkei.renkei_checkpoint SET position = $1::numeric, token = $2, batch_seq = $3::bigint, batch_epoch = $10::bigint,
              items = items + $4::bigint, applied_at = clock_timestamp(),
              source_commit_at = greatest(source_commit_at, $5::timestamptz)
            WHERE link = $6 AND epoch = $7::bigint AND incarnation = $8 AND position = $9::numeric""", List.of());
    private static final Statement GUARDED = MOVE.guarded();

    private static final String OWNER =
            "SELECT epoch, incarnation, position FROM renkei.renkei_checkpoint WHERE link = $1";

    private CheckpointMove() {}

    /**
     * Writes the statement; it must change one row.
     *
     * @param guarded what follows in the pipeline must not be done if it changes none
     */
    static void write(Pipeline pipeline, Hello owner, Position now, NumberedBatch batch, boolean guarded)
            throws SQLException {
        Position to = batch.end().to();
        List<String> parameters = List.of(
                Long.toUnsignedString(to.order()),
                to.token(),
                Long.toString(batch.seq()),
                Long.toString(batch.end().items()),
                batch.end().newestCommit().toString(),
                owner.link().toString(),
                Long.toString(owner.epoch().value()),
                owner.incarnation(),
                Long.toUnsignedString(now.order()),
                Long.toString(batch.epoch().value()));
        MessageWriter out = pipeline.begin(guarded ? GUARDED : MOVE);
        out.int16(0);
        out.int16(parameters.size());
        for (String parameter : parameters) {
            byte[] bytes = parameter.getBytes(StandardCharsets.UTF_8);
            out.int32(bytes.length);
            out.bytes(bytes, 0, bytes.length);
        }
        out.int16(0);
        pipeline.run(1, Pipeline.CHECKPOINT);
    }

    /** Why the statement changed no row; the session's transaction is over then. */
    static LinkException lost(PgSession session, Hello owner) throws SQLException {
        session.query("ROLLBACK");
        List<@Nullable String[]> found = session.query(OWNER, owner.link().toString());
        @Nullable String[] row = found.isEmpty() ? new @Nullable String[] {"0", "", "0"} : found.get(0);
        Epoch epoch = new Epoch(Long.parseLong(String.valueOf(row[0])));
        if (epoch.equals(owner.epoch()) && owner.incarnation().equals(row[1])) {
            return new TransientLinkException(
                    owner.link(), ErrorCode.POSITION_MISMATCH, "the target was set to position " + row[2]);
        }
        return new FencedException(owner.link(), owner.epoch(), epoch);
    }

    /** The checkpoint after the batch. */
    static Checkpoint after(Hello owner, NumberedBatch batch) {
        return new Checkpoint(owner.link(), owner.epoch(), batch.end().to(), batch.seq());
    }
}
