package io.renkei.db.internal.capture;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.db.internal.capture.ReplicationStream.Next;
import io.renkei.db.internal.capture.Transactions.Declared;
import io.renkei.db.internal.wire.PgOutputReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whole transactions, read from the stream while the batch is read: as many as are there without waiting, up to a limit, and
 * at least one however large it is. Holds one frame at a time.
 */
final class StreamBatch extends SourceBatch {
    /** A short message is never cut, so that its reader need not copy it. */
    private static final int ROOM_MIN = 256;

    private static final int COMMIT_LSN = 2;
    private static final int COMMIT_END_LSN = 10;
    private static final int COMMIT_TIME = 18;
    private static final int COMMIT_BYTES = 26;
    private static final int OID = 1;
    private static final int TRUNCATE_OIDS = 6;

    private final Transactions transactions;
    private final ReplicationStream stream;
    private final Limits limits;
    private final Boundary boundary;
    private final FrameBuffer buffer;
    /** By identity: a relation that was described anew is another object. */
    private final Set<Declared> declared = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Deque<Declared> declarations = new ArrayDeque<>();
    private boolean inTransaction;
    private boolean copying;
    private Position to = Position.START;
    private Instant newestCommit = Instant.EPOCH;
    private long items;
    private long rawBytes;

    /**
     * When a batch has had enough.
     *
     * @param bytes of frames
     * @param rows changes
     */
    record Limits(long bytes, long rows) {}

    /** Says whether the batch may go on with the transaction that is committed at the given place. */
    interface Boundary {
        boolean mayPass(long commitLsn);
    }

    /**
     * @param transactions standing at a Begin message
     * @param buffer reused from batch to batch
     */
    StreamBatch(BatchHead head, Transactions transactions, Limits limits, Boundary boundary, FrameBuffer buffer) {
        super(head);
        this.transactions = transactions;
        this.stream = transactions.stream();
        this.limits = limits;
        this.boundary = boundary;
        this.buffer = buffer;
        this.inTransaction = true;
    }

    @Override
    @Nullable Frame produce() throws IOException, SQLException {
        while (true) {
            if (!declarations.isEmpty()) {
                return buffer.size() > 0 ? emit() : declare(declarations.remove());
            }
            if (!inTransaction && !copying && !goesOn()) {
                return buffer.size() > 0 ? emit() : null;
            }
            if (buffer.room() < (copying ? 1 : ROOM_MIN)) {
                return emit();
            }
            if (copying) {
                copy();
            } else {
                begin();
            }
        }
    }

    private Frame emit() {
        rawBytes += buffer.size();
        return buffer.take();
    }

    private Frame declare(Declared relation) {
        ItemDeclaration declaration = new ItemDeclaration(
                relation.relation().item(), relation.relation().columnNames(), relation.message());
        Frame frame = Frame.raw(FrameType.ITEM, declaration.encode());
        rawBytes += frame.rawBytes();
        return frame;
    }

    /** Takes up the next message of the transaction, or leaves it until its relations are declared. */
    private void begin() throws IOException, SQLException {
        transactions.nextChange();
        switch (stream.type()) {
            case 'B' -> {
                // the transaction this batch, or its next part, begins with
            }
            case 'I', 'U', 'D' -> {
                stream.need(OID + Integer.BYTES);
                Declared relation = transactions.relation(stream.peekInt(OID));
                checkLength(relation);
                if (require(relation)) {
                    return;
                }
                items++;
            }
            case 'T' -> {
                if (requireTruncated()) {
                    return;
                }
                items++;
            }
            case 'C' -> {
                stream.need(COMMIT_BYTES);
                long time = stream.peekLong(COMMIT_TIME);
                to = new Carried(stream.peekLong(COMMIT_LSN), time).at(stream.peekLong(COMMIT_END_LSN));
                Instant commit = ReplicationStream.time(time);
                // the source's clock, and with it this, may step back
                newestCommit = commit.isAfter(newestCommit) ? commit : newestCommit;
                inTransaction = false;
            }
            default -> throw new IOException("the stream holds '" + stream.type() + "' inside a transaction");
        }
        buffer.putInt(stream.left());
        copying = true;
    }

    private boolean require(Declared relation) {
        boolean fresh = declared.add(relation);
        if (fresh) {
            declarations.add(relation);
        }
        return fresh;
    }

    private boolean requireTruncated() throws IOException {
        stream.need(stream.left());
        int count = stream.peekInt(OID);
        if (stream.left() != TRUNCATE_OIDS + (long) count * Integer.BYTES) {
            throw new IOException("a truncate message of " + stream.left() + " bytes names " + count + " relations");
        }
        boolean waits = false;
        for (int i = 0; i < count; i++) {
            waits |= require(transactions.relation(stream.peekInt(TRUNCATE_OIDS + i * Integer.BYTES)));
        }
        return waits;
    }

    private void checkLength(Declared relation) {
        if (stream.left() > PgOutputReader.MESSAGE_MAX_BYTES) {
            throw new PermanentLinkException(
                    head().link(),
                    ErrorCode.CASE_NOT_HANDLED,
                    "a row of " + relation.relation().item() + " takes " + stream.left()
                            + " bytes in the stream; at most " + PgOutputReader.MESSAGE_MAX_BYTES + " are carried");
        }
    }

    private void copy() throws IOException {
        int wanted = Math.min(stream.left(), buffer.room());
        byte[] target = buffer.reserve(Math.min(wanted, FrameBuffer.STEP_BYTES));
        int got = stream.read(target, buffer.size(), Math.min(wanted, FrameBuffer.STEP_BYTES));
        buffer.wrote(got);
        copying = stream.left() > 0;
    }

    /** After a commit: whether another transaction is there already and still fits. */
    private boolean goesOn() throws IOException, SQLException {
        if (items >= limits.rows() || rawBytes + buffer.size() >= limits.bytes()) {
            return false;
        }
        while (stream.ready()) {
            Next next = transactions.nextBegin(System.nanoTime());
            if (next == Next.CHANGE) {
                inTransaction = boundary.mayPass(transactions.commitLsn());
                return inTransaction;
            }
            if (next == Next.NOTHING) {
                return false;
            }
        }
        return false;
    }

    @Override
    BatchEnd summary() {
        return new BatchEnd(to, newestCommit, items, rawBytes);
    }
}
