package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Position;
import io.renkei.db.internal.capture.ReplicationStream.Next;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.Relation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The stream seen as whole transactions in commit order, and the relations it has told about. Used by one thread. */
final class Transactions {
    /** Offset of the commit's place in a Begin message. */
    private static final int BEGIN_COMMIT_LSN = 1;

    private static final int BEGIN_COMMIT_TIME = BEGIN_COMMIT_LSN + Long.BYTES;

    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LinkContext context;
    private final ReplicationStream stream;
    private final long after;
    private final @Nullable Carried last;
    private boolean missed;
    private final Map<Integer, Declared> relations = new HashMap<>();

    /** A relation with the raw message that told it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it came, never compared
    record Declared(Relation relation, byte[] message) {}

    /**
     * @param after transactions committed before this place were carried already
     * @param resent whether the last of them must come again
     */
    Transactions(LinkContext context, ReplicationStream stream, Position after, boolean resent) {
        this.context = context;
        this.stream = stream;
        this.after = after.order();
        this.last = Carried.of(after);
        this.missed = resent;
    }

    ReplicationStream stream() {
        return stream;
    }

    /**
     * Between two transactions: goes to the next one. CHANGE stands at its Begin message, nothing read of it, however often
     * this is called.
     */
    Next nextBegin(long deadlineNanos) throws IOException, SQLException {
        while (true) {
            Next next = stream.next(deadlineNanos);
            if (next == Next.KEEPALIVE && Long.compareUnsigned(stream.received(), after) >= 0) {
                requireSameHistory();
            }
            if (next != Next.CHANGE) {
                return next;
            }
            if (stream.type() != 'B') {
                aside();
            } else if (Long.compareUnsigned(commitLsn(), after) >= 0) {
                requireSameHistory();
                return Next.CHANGE;
            } else {
                skipTransaction();
            }
        }
    }

    /** Where the transaction is committed whose Begin message is at hand. */
    long commitLsn() throws IOException {
        stream.need(BEGIN_COMMIT_LSN + Long.BYTES);
        return stream.peekLong(BEGIN_COMMIT_LSN);
    }

    /** Inside a transaction: waits for the next message of it, unread. */
    void nextChange() throws IOException, SQLException {
        while (true) {
            if (stream.next(System.nanoTime() + POLL_NANOS) == Next.CHANGE) {
                switch (stream.type()) {
                    case 'R', 'Y', 'O', 'M' -> aside();
                    default -> {
                        return;
                    }
                }
            }
        }
    }

    /** A relation that the stream has told about. */
    Declared relation(int oid) throws IOException {
        Declared found = relations.get(oid);
        if (found == null) {
            throw new IOException("a change of a relation that the stream did not describe");
        }
        return found;
    }

    private void requireSameHistory() {
        if (missed && last != null) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.SLOT_LOST,
                    "the source does not know the transaction at " + Lsn.text(last.lsn())
                            + " that was carried last: it was restored or replaced, and what it did before "
                            + Lsn.text(after) + " is unknown");
        }
    }

    /** Takes messages that carry no change. */
    private void aside() throws IOException {
        switch (stream.type()) {
            case 'R' -> learn(stream.rest());
            case 'Y', 'O', 'M' -> stream.skip();
            default -> throw new IOException("the stream holds '" + stream.type() + "' between two transactions");
        }
    }

    /** The door for data that the policy denies: the publication was changed behind our back. */
    private void learn(byte[] message) {
        Relation relation = Relation.decode(ByteBuffer.wrap(message));
        PolicyDecision decision = context.policy().check(context.id(), relation.item(), relation.columnNames());
        if (!decision.allowed()) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.POLICY_DENIED,
                    "the publication carries " + relation.item() + ": rule " + decision.rule() + ": "
                            + decision.reason());
        }
        relations.put(relation.oid(), new Declared(relation, message));
    }

    private void skipTransaction() throws IOException, SQLException {
        if (last != null) {
            stream.need(BEGIN_COMMIT_TIME + Long.BYTES);
            int order = Long.compareUnsigned(commitLsn(), last.lsn());
            if (order == 0 && stream.peekLong(BEGIN_COMMIT_TIME) == last.time()) {
                missed = false;
            } else if (order >= 0) {
                // nothing was committed here when this place was passed
                missed = true;
                requireSameHistory();
            }
        }
        stream.skip();
        boolean committed = false;
        while (!committed) {
            nextChange();
            committed = stream.type() == 'C';
            stream.skip();
        }
    }
}
