package io.renkei.db.internal.apply;

import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.apply.Pipeline.Trouble;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.ServerException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies DATA batches over one session: one target transaction for a batch, however large, a chunk in memory at a time.
 * After any exception the session must be closed, which rolls back.
 */
final class BatchApplier {
    private static final Logger LOG = LoggerFactory.getLogger(BatchApplier.class);

    /** Up to here a batch goes in one message, commit included; the session sends no sync of its own below it. */
    private static final int SMALL = 64;

    private final LinkId link;
    private final Hello owner;
    private final PgSession session;
    private final Pipeline pipeline;
    private final DeclaredTables tables;
    private final RowApplier rows;
    private final SetApplier sets;
    private final boolean replica;
    private final Tally tally;
    private final Chunk chunk = new Chunk();
    private final ReplayApplier replays;
    private boolean begun;
    private boolean savepoint;

    /** The batch may hold what the target has had. */
    private boolean again;

    private long collisions;

    /** Where the transaction was committed that is left out. */
    private Position leavesOut = Position.START;

    private boolean leaving;
    private boolean leftOut;

    BatchApplier(
            Hello owner, PgSession session, Pipeline pipeline, DeclaredTables tables, boolean replica, Tally tally) {
        this.link = owner.link();
        this.owner = owner;
        this.session = session;
        this.pipeline = pipeline;
        this.tables = tables;
        this.rows = new RowApplier(link, pipeline);
        this.sets = new SetApplier(pipeline, rows, replica);
        this.replays = new ReplayApplier(link, rows);
        this.replica = replica;
        this.tally = tally;
    }

    /**
     * Applies a batch that follows the checkpoint.
     *
     * @param leaveOut where a transaction was committed that is left out; the start: none
     * @throws LinkException if it can't be applied
     * @throws SQLException if the connection broke
     */
    Checkpoint apply(NumberedBatch batch, Checkpoint now, Position leaveOut) throws SQLException {
        again = false;
        leavesOut = leaveOut;
        readAll(batch);
        if (!begun && !leftOut && chunk.size() <= SMALL) {
            applySmall(batch, now);
        } else {
            applyLast(batch, now);
        }
        chunk.shrink();
        return CheckpointMove.after(owner, batch);
    }

    /**
     * Applies a batch that follows the checkpoint and may hold what the target has had.
     *
     * @param leaveOut as with {@link #apply}
     * @throws LinkException if it can't be applied
     * @throws SQLException if the connection broke
     */
    Checkpoint replay(NumberedBatch batch, Checkpoint now, Position leaveOut) throws SQLException {
        if (!replica) {
            throw new PermanentLinkException(
                    link,
                    ErrorCode.TARGET_NOT_PREPARED,
                    "changes come again, and the account may not set session_replication_role (renkei:db-prepare)");
        }
        again = true;
        collisions = 0;
        leavesOut = leaveOut;
        readAll(batch);
        applyLast(batch, now);
        chunk.shrink();
        return CheckpointMove.after(owner, batch);
    }

    private void readAll(NumberedBatch batch) throws SQLException {
        chunk.clear();
        begun = false;
        savepoint = false;
        leaving = false;
        leftOut = false;
        PgOutputReader reader = new PgOutputReader(batch);
        while (reader.next()) {
            take(reader);
        }
    }

    private void applyLast(NumberedBatch batch, Checkpoint now) throws SQLException {
        write(batch, now);
        pipeline.execute("COMMIT");
        require(pipeline.sync());
    }

    private void take(PgOutputReader reader) throws SQLException {
        switch (reader.type()) {
            case 'R' -> {
                if (tables.changes(reader.relation()) && !chunk.isEmpty()) {
                    writePart();
                }
                tables.declare(reader.relation());
            }
            case 'B' -> begin(reader.body().getLong(0));
            case 'I', 'U', 'D', 'T' -> {
                if (!leaving) {
                    add(reader);
                }
            }
            default -> {
                // commit: the source's transactions are whole in the batch
            }
        }
        if (chunk.isFull()) {
            writePart();
        }
    }

    private void begin(long commit) {
        chunk.transaction(commit);
        leaving = commit == leavesOut.order() && !leavesOut.isStart();
        leftOut |= leaving;
    }

    private void add(PgOutputReader reader) {
        if (reader.type() == 'T') {
            chunk.add(truncation(reader));
            return;
        }
        TargetTable table = tables.get(reader.relation());
        try {
            chunk.add(reader.type(), table, reader.body());
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(link, ErrorCode.PROTOCOL, table.item() + ": " + e.getMessage(), e);
        }
        tally.change(reader.type(), table);
    }

    private Chunk.Truncation truncation(PgOutputReader reader) {
        ByteBuffer body = reader.body();
        int count = body.getInt();
        boolean restartIdentity = (body.get() & 2) != 0;
        List<TargetTable> truncated = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TargetTable table = tables.get(reader.relation(body.getInt()));
            truncated.add(table);
            tally.change(reader.type(), table);
        }
        return new Chunk.Truncation(truncated, restartIdentity);
    }

    /** A small batch costs one round trip: every statement that changes too little fails, and with it the commit. */
    private void applySmall(NumberedBatch batch, Checkpoint now) throws SQLException {
        boolean alone = chunk.isEmpty();
        if (!alone) {
            begin();
        }
        rows.guard(true);
        rows.write(chunk, 0, chunk.size());
        rows.guard(false);
        CheckpointMove.write(pipeline, owner, now.position(), batch, !alone);
        if (!alone) {
            pipeline.execute("COMMIT");
        }
        Trouble trouble = pipeline.sync();
        if (trouble == null) {
            return;
        }
        boolean unfound =
                trouble.fault() != null && trouble.fault().getSQLState().equals("22012");
        if (!unfound || trouble.change() == Pipeline.CHECKPOINT) {
            throw told(trouble);
        }
        // a row was not found, or something at the target itself divides by zero: the plain statements tell
        pipeline.execute("ROLLBACK");
        begun = false;
        begin();
        rows.write(chunk, 0, chunk.size());
        require(pipeline.sync());
        throw told(trouble);
    }

    private void writePart() throws SQLException {
        write(null, null);
        chunk.clear();
    }

    /** Writes the chunk, and with the last one of a batch the checkpoint. */
    private void write(@Nullable NumberedBatch last, @Nullable Checkpoint now) throws SQLException {
        begin();
        if (savepoint) {
            pipeline.execute("RELEASE SAVEPOINT renkei");
            savepoint = false;
        }
        if (again) {
            writeAgain(last, now);
            return;
        }
        if (chunk.size() < SetApplier.SET_MIN) {
            rows.write(chunk, 0, chunk.size());
            move(last, now);
            require(pipeline.sync());
            return;
        }
        pipeline.execute("SAVEPOINT renkei");
        savepoint = true;
        sets.write(chunk);
        move(last, now);
        Trouble trouble = pipeline.sync();
        if (trouble == null) {
            sets.done();
            return;
        }
        sets.undone();
        if (!canHealRowByRow(trouble)) {
            throw told(trouble);
        }
        LOG.info("{} set refused, writing its changes one by one: changes={}", link, chunk.size());
        pipeline.execute("ROLLBACK TO SAVEPOINT renkei");
        rows.write(chunk, 0, chunk.size());
        move(last, now);
        require(pipeline.sync());
    }

    private void writeAgain(@Nullable NumberedBatch last, @Nullable Checkpoint now) throws SQLException {
        replays.write(chunk);
        require(pipeline.sync());
        collisions += pipeline.collisions();
        if (last != null && collisions > 0) {
            Moves.collided(pipeline, link, collisions);
        }
        move(last, now);
        require(pipeline.sync());
    }

    /** Values that change places under a unique index, for example; and a row that is missing gets a name. */
    private static boolean canHealRowByRow(Trouble trouble) {
        if (trouble.change() == Pipeline.CHECKPOINT || trouble.change() == Pipeline.FORM) {
            return false;
        }
        return trouble.fault() == null || TargetErrors.isData(trouble.fault());
    }

    private void move(@Nullable NumberedBatch last, @Nullable Checkpoint now) throws SQLException {
        if (last != null && now != null) {
            if (leftOut) {
                Moves.leftOut(pipeline, link);
            }
            CheckpointMove.write(pipeline, owner, now.position(), last, false);
        }
    }

    private void begin() throws SQLException {
        if (begun) {
            return;
        }
        begun = true;
        pipeline.execute("BEGIN");
        if (!replica) {
            pipeline.execute("SET CONSTRAINTS ALL DEFERRED");
        }
    }

    private void require(@Nullable Trouble trouble) throws SQLException {
        if (trouble != null) {
            throw told(trouble);
        }
    }

    private LinkException told(Trouble trouble) throws SQLException {
        int change = trouble.change();
        ServerException fault = trouble.fault();
        boolean row = change >= 0 && chunk.type(change) != 'T';
        if (change == Pipeline.CHECKPOINT
                && (fault == null || fault.getSQLState().equals("22012"))) {
            return CheckpointMove.lost(session, owner);
        }
        if (fault != null) {
            return TargetErrors.of(link, fault, row ? chunk.table(change).item() : "", row ? of(change) : "");
        }
        if (row) {
            return new PermanentLinkException(
                    link,
                    ErrorCode.ROW_MISSING,
                    chunk.table(change).item() + ": the row " + KeyMask.of(chunk, change) + " that the source "
                            + (chunk.type(change) == 'U' ? "updated" : "deleted") + " is not in the target"
                            + of(change));
        }
        if (change == Pipeline.FORM) {
            return new TransientLinkException(
                    link, ErrorCode.APPLY_FAILED, "a table was altered at the target; it is looked up again");
        }
        return new PermanentLinkException(link, ErrorCode.APPLY_FAILED, "a statement changed another number of rows");
    }

    /** The transaction of a change, which a person may have left out. */
    private String of(int change) {
        return " (transaction " + Lsn.text(chunk.commit(change)) + ")";
    }
}
