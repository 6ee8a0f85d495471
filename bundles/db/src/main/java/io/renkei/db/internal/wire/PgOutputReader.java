package io.renkei.db.internal.wire;

import io.renkei.api.Batch;
import io.renkei.api.BatchType;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a batch one after the other; see the package for the format. Strict: what breaks the format fails
 * with {@link ErrorCode#PROTOCOL}. Bounded: holds at most one message, of at most {@link #MESSAGE_MAX_BYTES}. Copies only
 * messages that span frames. Used by one thread.
 */
public final class PgOutputReader {
    /** Longest message: a row with all its values. A longer one is a case that is not handled yet. */
    public static final int MESSAGE_MAX_BYTES = 64 * 1024 * 1024;

    private static final int SPANNING_FIRST_BYTES = 256 * 1024;
    private static final int TYPE_AND_OID_BYTES = 5;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Batch batch;
    private final LinkId link;
    private final BatchType batchType;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private ByteBuffer frame = NOTHING;
    private byte[] spanning = new byte[0];
    private ByteBuffer body = NOTHING;
    private char type;
    private @Nullable Relation relation;
    private boolean inTransaction;
    private boolean first = true;

    /** Reads a batch that nobody else has read from. */
    public PgOutputReader(Batch batch) {
        this.batch = batch;
        this.link = batch.head().link();
        this.batchType = batch.head().type();
    }

    /**
     * Goes to the next message, or to a relation's declaration (type {@code R}).
     *
     * @return false after the last one
     * @throws PermanentLinkException {@link ErrorCode#PROTOCOL}, or {@link ErrorCode#CASE_NOT_HANDLED} for a message that
     *     is too long
     */
    public boolean next() {
        relation = null;
        while (!frame.hasRemaining()) {
            Frame next = batch.next();
            if (next == null) {
                return end();
            }
            if (next.type() == FrameType.ITEM) {
                declare(next.data());
                return true;
            }
            frame = data(next);
        }
        message();
        return true;
    }

    /** Type of the message {@link #next} stands at: R, B, I, U, D, T, C, c, r or s. */
    public char type() {
        return type;
    }

    /**
     * The message behind its type byte, big-endian; of a declaration the whole raw Relation message. Valid until
     * {@link #next}.
     */
    public ByteBuffer body() {
        return body.slice();
    }

    /**
     * The relation of a declaration or of a message of type I, U, D or c.
     *
     * @throws IllegalStateException for other messages
     */
    public Relation relation() {
        if (relation == null) {
            throw new IllegalStateException("message '" + type + "' has no single relation");
        }
        return relation;
    }

    /**
     * A relation that was declared in this batch.
     *
     * @throws PermanentLinkException {@link ErrorCode#PROTOCOL} if it was not
     */
    public Relation relation(int oid) {
        Relation found = relations.get(oid);
        if (found == null) {
            throw broken("relation " + Integer.toUnsignedString(oid) + " was not declared in its batch");
        }
        return found;
    }

    private boolean end() {
        if (inTransaction) {
            throw broken("the batch ends inside a source transaction");
        }
        return false;
    }

    private ByteBuffer data(Frame next) {
        if (next.type() != FrameType.DATA) {
            throw broken("a database batch has no " + next.type() + " frames");
        }
        return next.data();
    }

    private void declare(ByteBuffer bytes) {
        try {
            ItemDeclaration declaration = ItemDeclaration.decode(bytes);
            Relation declared = Relation.decode(ByteBuffer.wrap(declaration.definition()));
            if (!declared.item().equals(declaration.item())
                    || !declared.columnNames().equals(declaration.parts())) {
                throw broken("the declaration of " + declaration.item() + " names something else than its definition");
            }
            relations.put(declared.oid(), declared);
            relation = declared;
            type = 'R';
            body = ByteBuffer.wrap(declaration.definition());
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(link, ErrorCode.PROTOCOL, "faulty item declaration: " + e.getMessage(), e);
        }
    }

    private void message() {
        ByteBuffer head = take(Integer.BYTES);
        int length = head.getInt();
        if (length < 1) {
            throw broken("a message of " + length + " bytes");
        }
        if (length > MESSAGE_MAX_BYTES) {
            throw tooLong(length);
        }
        ByteBuffer message = take(length);
        type = (char) message.get();
        body = message;
        check(message.duplicate());
        first = false;
    }

    /** The next bytes of the stream; copied only if they span frames. */
    private ByteBuffer take(int count) {
        if (frame.remaining() >= count) {
            ByteBuffer taken = frame.slice().limit(count);
            frame.position(frame.position() + count);
            return taken;
        }
        int filled = 0;
        while (filled < count) {
            int here = Math.min(count - filled, frame.remaining());
            reserve(filled, here, count);
            frame.get(spanning, filled, here);
            filled += here;
            if (filled < count && !frame.hasRemaining()) {
                Frame next = batch.next();
                if (next == null) {
                    throw broken("the batch ends inside a message");
                }
                frame = data(next);
            }
        }
        return ByteBuffer.wrap(spanning, 0, count).slice();
    }

    /** Grows with what has arrived, not with what a length promises. */
    private void reserve(int filled, int more, int count) {
        if (spanning.length < filled + more) {
            int doubled = Math.max(SPANNING_FIRST_BYTES, Math.max(filled + more, spanning.length * 2));
            spanning = Arrays.copyOf(spanning, Math.max(filled + more, Math.min(doubled, count)));
        }
    }

    private PermanentLinkException tooLong(int length) {
        ByteBuffer start = take(TYPE_AND_OID_BYTES);
        start.get();
        Relation known = relations.get(start.getInt());
        return new PermanentLinkException(
                link,
                ErrorCode.CASE_NOT_HANDLED,
                "a row of " + (known == null ? "an unknown table" : known.item()) + " takes " + length
                        + " bytes in the stream; at most " + MESSAGE_MAX_BYTES + " are carried");
    }

    private void check(ByteBuffer rest) {
        try {
            switch (batchType) {
                case DATA -> checkChange(rest);
                case BASE -> checkBase(rest);
                case BARRIER -> require(type == 's' && first && !rest.hasRemaining());
            }
        } catch (BufferUnderflowException e) {
            throw new PermanentLinkException(link, ErrorCode.PROTOCOL, "message '" + type + "' is too short", e);
        }
    }

    private void checkChange(ByteBuffer rest) {
        switch (type) {
            case 'B' -> {
                require(!inTransaction);
                inTransaction = true;
            }
            case 'C' -> {
                require(inTransaction);
                inTransaction = false;
            }
            case 'I', 'U', 'D' -> {
                require(inTransaction);
                relation = relation(rest.getInt());
            }
            case 'T' -> {
                require(inTransaction);
                checkTruncate(rest);
            }
            default -> require(false);
        }
    }

    private void checkTruncate(ByteBuffer rest) {
        int count = rest.getInt();
        rest.get();
        require(count > 0 && rest.remaining() == (long) count * Integer.BYTES);
        while (rest.hasRemaining()) {
            relation(rest.getInt());
        }
    }

    private void checkBase(ByteBuffer rest) {
        if (type == 'r') {
            require(first && !rest.hasRemaining());
        } else {
            require(type == 'c');
            relation = relation(rest.getInt());
        }
    }

    private void require(boolean right) {
        if (!right) {
            throw broken("message '" + type + "' does not belong here in a " + batchType + " batch");
        }
    }

    private PermanentLinkException broken(String what) {
        return new PermanentLinkException(link, ErrorCode.PROTOCOL, what);
    }
}
