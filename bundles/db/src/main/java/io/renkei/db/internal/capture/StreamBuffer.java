package io.renkei.db.internal.capture;

import io.renkei.db.internal.wire.PgSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** Reads protocol messages from a session through one reused buffer, without an object for each. Used by one thread. */
final class StreamBuffer {
    /** Not smaller than the socket's own buffer, which is passed by then. */
    private static final int BUFFER_BYTES = 64 * 1024;

    /** A relation message with 1,600 columns of 63-byte names takes 120 KiB. */
    private static final int BUFFER_MAX_BYTES = 1024 * 1024;

    private final PgSocket socket;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private int timeoutMs = -1;

    StreamBuffer(PgSocket socket) {
        this.socket = socket;
    }

    /**
     * Waits until at least so many bytes are buffered.
     *
     * @return false if they did not come before the deadline; what came stays buffered
     * @throws EOFException if the server has gone
     */
    boolean await(int bytes, long deadlineNanos) throws IOException {
        while (end - start < bytes) {
            room(bytes);
            long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0 && !socket.pending()) {
                return false;
            }
            int got;
            try {
                timeout(leftMs);
                got = socket.in().read(buffer, end, buffer.length - end);
            } catch (SocketTimeoutException e) {
                return false;
            }
            if (got < 0) {
                throw new EOFException("the server has closed the connection");
            }
            end += got;
        }
        return true;
    }

    private void timeout(long leftMs) throws IOException {
        // 0 would mean to wait for ever
        int wanted = (int) Math.max(1, Math.min(leftMs, Integer.MAX_VALUE));
        if (wanted != timeoutMs) {
            socket.readTimeout(wanted);
            timeoutMs = wanted;
        }
    }

    private void room(int bytes) throws IOException {
        if (bytes > BUFFER_MAX_BYTES) {
            throw new IOException("a protocol message of " + bytes + " bytes exceeds " + BUFFER_MAX_BYTES);
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (buffer.length - start < bytes) {
            byte[] target = buffer.length < bytes ? new byte[Integer.highestOneBit(bytes - 1) << 1] : buffer;
            System.arraycopy(buffer, start, target, 0, end - start);
            end -= start;
            start = 0;
            buffer = target;
        }
    }

    /** Whether something can be read without waiting. */
    boolean ready() throws IOException {
        return start < end || socket.pending();
    }

    /** A byte that {@link #await} has made sure of, not taken. */
    byte peek(int offset) {
        return buffer[start + offset];
    }

    /** Two bytes that {@link #await} has made sure of, not taken. */
    int peekShort(int offset) {
        return (short) peekNumber(offset, Short.BYTES);
    }

    /** Four bytes that {@link #await} has made sure of, not taken. */
    int peekInt(int offset) {
        return (int) peekNumber(offset, Integer.BYTES);
    }

    /** Eight bytes that {@link #await} has made sure of, not taken. */
    long peekLong(int offset) {
        return peekNumber(offset, Long.BYTES);
    }

    private long peekNumber(int offset, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | Byte.toUnsignedLong(buffer[start + offset + i]);
        }
        return value;
    }

    /** Takes bytes that {@link #await} has made sure of. */
    void skip(int bytes) {
        start += bytes;
    }

    /** Takes bytes that {@link #await} has made sure of. */
    byte[] take(int bytes) {
        byte[] taken = Arrays.copyOfRange(buffer, start, start + bytes);
        start += bytes;
        return taken;
    }

    /** Takes what is buffered, at most so many bytes, into the target; 0 if nothing is buffered. */
    int drain(byte[] target, int offset, int atMost) {
        int count = Math.min(atMost, end - start);
        System.arraycopy(buffer, start, target, offset, count);
        start += count;
        return count;
    }
}
