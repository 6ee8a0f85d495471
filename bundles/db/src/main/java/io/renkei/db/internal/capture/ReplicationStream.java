package io.renkei.db.internal.capture;

import io.renkei.db.internal.wire.ServerException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The running stream of a replication slot. One thread reads; {@link #confirm}, {@link #feedback} and {@link #close} may
 * come from others, also while the reader is blocked or the stream is not read for long.
 */
final class ReplicationStream implements AutoCloseable {
    /** What {@link #next} found. */
    enum Next {
        NOTHING,
        KEEPALIVE,
        CHANGE
    }

    /** PostgreSQL counts microseconds from 2000-01-01. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private static final int MICROS = 1_000_000;
    private static final int HEAD_BYTES = 5;
    private static final int CHANGE_HEAD_BYTES = 24;
    private static final int KEEPALIVE_BYTES = HEAD_BYTES + 18;
    private static final int STATUS_BYTES = 34;

    /** A server that says nothing for so long, though {@link #feedback} asks it, has gone. */
    private static final long SILENCE_MAX_NANOS = TimeUnit.SECONDS.toNanos(40);

    private static final long SILENCE_ASK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReplicationConnection connection;
    private final StreamBuffer in;
    private final long statusEveryNanos;
    private final long standsFrom;
    private volatile long received;
    private volatile long confirmed;
    private volatile long heard = System.nanoTime();
    private volatile long reported = System.nanoTime();
    private volatile long reportedConfirmed;
    private int left;

    /**
     * @param connection in the state after START_REPLICATION
     * @param statusEveryNanos longest time between two status messages
     * @param standing what the slot may forget is told only after this time
     */
    ReplicationStream(ReplicationConnection connection, long statusEveryNanos, Duration standing) {
        this.connection = connection;
        this.in = connection.in();
        this.statusEveryNanos = statusEveryNanos;
        this.standsFrom = System.nanoTime() + standing.toNanos();
    }

    /**
     * Goes to the next message of the stream; stays at a change of which something is left.
     *
     * @throws IOException if the stream broke
     * @throws SQLException if the server ended it
     */
    Next next(long deadlineNanos) throws IOException, SQLException {
        if (left > 0) {
            return Next.CHANGE;
        }
        while (in.await(HEAD_BYTES + 1, deadlineNanos)) {
            heard = System.nanoTime();
            char type = (char) in.peek(0);
            if (type == 'd') {
                return copyData(deadlineNanos);
            }
            byte[] body = connection.body(deadlineNanos);
            if (type == 'E') {
                throw ServerException.read(body, body.length);
            } else if (type == 'c') {
                throw new EOFException("the server has ended the stream");
            }
        }
        if (System.nanoTime() - heard > SILENCE_MAX_NANOS) {
            throw new IOException("the server is silent");
        }
        return Next.NOTHING;
    }

    private Next copyData(long deadlineNanos) throws IOException {
        int length = in.peekInt(1);
        char kind = (char) in.peek(HEAD_BYTES);
        if (kind == 'w') {
            // 'w', start and end in the WAL, time, then at least the type of a message
            if (!in.await(HEAD_BYTES + 1 + CHANGE_HEAD_BYTES + 1, deadlineNanos)) {
                return Next.NOTHING;
            }
            advance(in.peekLong(HEAD_BYTES + 1));
            in.skip(HEAD_BYTES + 1 + CHANGE_HEAD_BYTES);
            left = length - Integer.BYTES - 1 - CHANGE_HEAD_BYTES;
            return Next.CHANGE;
        }
        if (kind != 'k') {
            throw new IOException("the stream holds a message of an unknown kind");
        }
        if (!in.await(KEEPALIVE_BYTES, deadlineNanos)) {
            return Next.NOTHING;
        }
        advance(in.peekLong(HEAD_BYTES + 1));
        boolean answer = in.peek(KEEPALIVE_BYTES - 1) != 0;
        in.skip(KEEPALIVE_BYTES);
        if (answer) {
            status(false);
        }
        return Next.KEEPALIVE;
    }

    private void advance(long lsn) {
        if (Long.compareUnsigned(lsn, received) > 0) {
            received = lsn;
        }
    }

    /** Everything committed before this place in the WAL has come, if the last message was a keep-alive. */
    long received() {
        return received;
    }

    /** Type of the change's message, see pgoutput. */
    char type() {
        return (char) in.peek(0);
    }

    /** Bytes of the change's message that are not read yet. */
    int left() {
        return left;
    }

    /** Makes sure that so many bytes of the change can be peeked at. */
    void need(int bytes) throws IOException {
        if (bytes > left || !in.await(bytes, deadline())) {
            throw new IOException("a change ends too early");
        }
        heard = System.nanoTime();
    }

    /** Four bytes of the change that {@link #need} has made sure of. */
    int peekInt(int offset) {
        return in.peekInt(offset);
    }

    /** Eight bytes of the change that {@link #need} has made sure of. */
    long peekLong(int offset) {
        return in.peekLong(offset);
    }

    /** The rest of a change that is known to be small. */
    byte[] rest() throws IOException {
        need(left);
        byte[] rest = in.take(left);
        left = 0;
        return rest;
    }

    /** Reads on in the change, blocking for at least one byte. */
    int read(byte[] target, int offset, int atMost) throws IOException {
        need(1);
        int got = in.drain(target, offset, Math.min(atMost, left));
        left -= got;
        return got;
    }

    /** Passes the rest of the change over. */
    void skip() throws IOException {
        byte[] nowhere = new byte[Math.min(left, 8 * 1024)];
        while (left > 0) {
            read(nowhere, 0, nowhere.length);
        }
    }

    /** Whether something can be read without waiting. */
    boolean ready() throws IOException {
        return in.ready();
    }

    /** Everything before this place is durable: the slot may forget it at the next feedback after this session stands. */
    void confirm(long lsn) {
        if (Long.compareUnsigned(lsn, confirmed) > 0) {
            confirmed = lsn;
        }
    }

    /** Tells the server where we are if it is time to; called about once a second. */
    void feedback() throws IOException {
        long now = System.nanoTime();
        if (releasable() != reportedConfirmed || now - reported > statusEveryNanos) {
            status(now - heard > SILENCE_ASK_NANOS);
        }
    }

    /** Asks for a keep-alive, which tells how far the stream is. */
    void ask() throws IOException {
        status(true);
    }

    private void status(boolean answer) throws IOException {
        long durable = releasable();
        Instant now = Instant.now();
        long micros = (now.getEpochSecond() - EPOCH_SECONDS) * MICROS + now.getNano() / 1000;
        connection.send(ByteBuffer.allocate(HEAD_BYTES + STATUS_BYTES)
                .put((byte) 'd')
                .putInt(Integer.BYTES + STATUS_BYTES)
                .put((byte) 'r')
                .putLong(received)
                .putLong(durable)
                .putLong(durable)
                .putLong(micros)
                .put((byte) (answer ? 1 : 0))
                .array());
        reportedConfirmed = durable;
        reported = System.nanoTime();
    }

    /** What the server is told as flushed; 0, which it passes over, until the session stands. */
    private long releasable() {
        return System.nanoTime() - standsFrom >= 0 ? confirmed : 0;
    }

    private static long deadline() {
        return System.nanoTime() + SILENCE_MAX_NANOS;
    }

    /** A time of the stream. */
    static Instant time(long micros) {
        return Instant.ofEpochSecond(
                EPOCH_SECONDS + Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000L);
    }

    @Override
    public void close() {
        connection.close();
    }
}
