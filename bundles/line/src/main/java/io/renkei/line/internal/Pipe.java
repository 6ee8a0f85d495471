package io.renkei.line.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/** Bytes from one thread to another inside one JVM, in a ring of fixed size: a full ring holds the writer. */
final class Pipe {
    private static final int RING_BYTES = 256 * 1024;

    private final byte[] ring = new byte[RING_BYTES];
    private int start;
    private int filled;
    private boolean closed;

    final InputStream in = new InputStream() {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return take(bytes, offset, length);
        }
    };

    final OutputStream out = new OutputStream() {
        @Override
        public void write(int value) throws IOException {
            put(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            put(bytes, offset, length);
        }
    };

    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        await(() -> filled > 0 || closed);
        if (filled == 0) {
            return -1;
        }
        int count = Math.min(Math.min(length, filled), RING_BYTES - start);
        System.arraycopy(ring, start, bytes, offset, count);
        start = (start + count) % RING_BYTES;
        filled -= count;
        notifyAll();
        return count;
    }

    private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        while (written < length) {
            await(() -> filled < RING_BYTES || closed);
            if (closed) {
                throw new IOException("the pipe is closed");
            }
            int end = (start + filled) % RING_BYTES;
            int count = Math.min(Math.min(length - written, RING_BYTES - filled), RING_BYTES - end);
            System.arraycopy(bytes, offset + written, ring, end, count);
            filled += count;
            written += count;
            notifyAll();
        }
    }

    private synchronized int room(int wanted) throws IOException {
        await(() -> filled < RING_BYTES || closed);
        if (closed) {
            throw new IOException("the pipe is closed");
        }
        return Math.min(wanted, RING_BYTES - filled);
    }

    private synchronized void await(BooleanSupplier condition) throws IOException {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** What is in the ring can still be read; nothing more can be written. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Two wires that face each other; closing one ends the other. */
    static Wire[] pair() {
        Pipe there = new Pipe();
        Pipe back = new Pipe();
        Runnable close = () -> {
            there.close();
            back.close();
        };
        return new Wire[] {
            new Wire(back.in, there.out, there::room, close::run), new Wire(there.in, back.out, back::room, close::run)
        };
    }
}
