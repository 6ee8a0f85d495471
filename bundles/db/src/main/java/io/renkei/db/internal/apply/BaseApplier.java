package io.renkei.db.internal.apply;

import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.apply.Pipeline.Trouble;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.ServerException;
import io.renkei.db.internal.wire.Sql;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies BASE batches: a whole copy in one target transaction, its tuples passed on as they come. */
final class BaseApplier {
    /** The server is asked for its opinion after so many bytes, so that a refused copy ends early. */
    private static final int SYNC_BYTES = 16 * 1024 * 1024;

    private static final String REFERENCED = "0A000";

    private final LinkId link;
    private final Hello owner;
    private final PgSession session;
    private final Pipeline pipeline;
    private final DeclaredTables tables;
    private final Tally tally;
    private final List<TargetTable> declared = new ArrayList<>();
    private final List<TargetTable> ready = new ArrayList<>();
    private byte[] buffer = new byte[0];
    private @Nullable TargetTable copied;
    private @Nullable CopyWriter copy;
    private int unsynced;
    private boolean replace;

    BaseApplier(Hello owner, PgSession session, Pipeline pipeline, DeclaredTables tables, Tally tally) {
        this.link = owner.link();
        this.owner = owner;
        this.session = session;
        this.pipeline = pipeline;
        this.tables = tables;
        this.tally = tally;
    }

    /**
     * Applies the copy. One that replaces is taken at whatever position the target stands.
     *
     * @throws LinkException if it can't be applied
     * @throws SQLException if the connection broke
     */
    Checkpoint apply(NumberedBatch batch, Checkpoint now) throws SQLException {
        PgOutputReader reader = new PgOutputReader(batch);
        pipeline.execute("BEGIN");
        require(pipeline.sync());
        try {
            while (reader.next()) {
                take(reader, now);
            }
            endCopy();
            makeReady(now);
        } catch (IOException e) {
            throw Pipeline.broken(e);
        }
        Moves.forget(pipeline, link);
        CheckpointMove.write(pipeline, owner, now.position(), batch, false);
        require(pipeline.sync());
        pipeline.execute("COMMIT");
        require(pipeline.sync());
        return CheckpointMove.after(owner, batch);
    }

    private void take(PgOutputReader reader, Checkpoint now) throws SQLException, IOException {
        switch (reader.type()) {
            case 'R' -> {
                endCopy();
                TargetTable table = tables.declare(reader.relation());
                if (!declared.contains(table)) {
                    declared.add(table);
                }
            }
            case 'r' -> replace = true;
            case 'c' -> {
                TargetTable table = tables.get(reader.relation());
                if (!ready.contains(table)) {
                    endCopy();
                    makeReady(now);
                }
                tuples(table, reader.body());
            }
            default -> throw new IllegalStateException("message " + reader.type());
        }
    }

    private void tuples(TargetTable table, ByteBuffer body) throws SQLException, IOException {
        CopyWriter writer = copy;
        if (writer == null || copied != table) {
            endCopy();
            pipeline.execute(table.lock());
            pipeline.execute(table.sameForm(), 1, Pipeline.FORM);
            writer = pipeline.copy(table.copy());
            copy = writer;
            copied = table;
        }
        body.position(Integer.BYTES);
        int length = body.remaining();
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        body.get(buffer, 0, length);
        writer.tuples(buffer, 0, length);
        unsynced += length;
        if (unsynced >= SYNC_BYTES) {
            endCopy();
        }
    }

    private void endCopy() throws SQLException {
        CopyWriter open = copy;
        TargetTable table = copied;
        if (open != null && table != null) {
            copy = null;
            unsynced = 0;
            pipeline.endCopy(open, Pipeline.ANY);
            require(pipeline.sync());
            tally.loaded(table, pipeline.lastCount());
        }
    }

    /** Empties the declared tables, or makes sure that they are empty. */
    private void makeReady(Checkpoint now) throws SQLException {
        if (!replace && !now.position().isStart()) {
            throw new TransientLinkException(
                    link,
                    ErrorCode.POSITION_MISMATCH,
                    "a base copy begins at the start, the target stands at " + now.position());
        }
        List<TargetTable> next = new ArrayList<>(declared);
        next.removeAll(ready);
        if (next.isEmpty()) {
            return;
        }
        if (replace) {
            empty(next);
        } else {
            for (TargetTable table : next) {
                requireEmpty(table);
            }
        }
        ready.addAll(next);
    }

    private void requireEmpty(TargetTable table) throws SQLException {
        if (!session.query(Sql.format("SELECT 1 FROM %s LIMIT 1", table.rows())).isEmpty()) {
            throw new PermanentLinkException(link, ErrorCode.TARGET_NOT_EMPTY, table.item() + " holds rows");
        }
    }

    private void empty(List<TargetTable> next) throws SQLException {
        pipeline.execute("SAVEPOINT renkei");
        pipeline.execute(
                Sql.format("TRUNCATE %s", next.stream().map(TargetTable::rows).collect(Collectors.joining(", "))));
        Trouble trouble = pipeline.sync();
        if (trouble != null
                && trouble.fault() != null
                && REFERENCED.equals(trouble.fault().getSQLState())) {
            // a table that is not of the copy, or comes later in it, refers to one of these
            pipeline.execute("ROLLBACK TO SAVEPOINT renkei");
            List<TargetTable> childrenFirst = new ArrayList<>(next);
            Collections.reverse(childrenFirst);
            for (TargetTable table : childrenFirst) {
                pipeline.execute(Sql.format("DELETE FROM %s", table.rows()));
            }
            trouble = pipeline.sync();
        }
        require(trouble);
    }

    private void require(@Nullable Trouble trouble) throws SQLException {
        if (trouble == null) {
            return;
        }
        ServerException fault = trouble.fault();
        if (fault != null) {
            throw TargetErrors.of(link, fault, copied == null ? "" : copied.item());
        }
        if (trouble.change() == Pipeline.CHECKPOINT) {
            throw CheckpointMove.lost(session, owner);
        }
        throw new TransientLinkException(
                link, ErrorCode.APPLY_FAILED, "a table was altered at the target; it is looked up again");
    }
}
