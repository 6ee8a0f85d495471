package io.renkei.line.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * In front of every write of data on a connection: one at a time, small work before bulk, not more than the schedule
 * allows. What passes must not wait for the reader of one channel, see {@link Room}.
 */
final class Gate {
    private static final long SECOND_NS = 1_000_000_000L;

    /** Pauses end late, by about a millisecond each; what was lost in the last 50 ms may be made good. */
    private static final long CATCH_UP_NS = 50_000_000L;

    /** Bulk is slow beside small work, but it never stands still: else a busy database would stop a copy for good. */
    private static final int SMALL_IN_A_ROW_MAX = 15;

    /** A write of bytes. */
    interface Piece {
        void write() throws IOException;
    }

    private final RateSchedule schedule;
    private final Clock clock;
    private final Deque<Object> small = new ArrayDeque<>();
    private final Deque<Object> bulk = new ArrayDeque<>();
    private int smallInARow;
    private boolean taken;
    private long freeAtNs = System.nanoTime();
    private long sentBytes;

    Gate(RateSchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /**
     * Writes a piece when it is its turn.
     *
     * @throws InterruptedIOException if interrupted while it waits; nothing was written then
     */
    void pass(int bytes, boolean isBulk, Piece piece) throws IOException {
        try {
            enter(bytes, isBulk);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
        try {
            piece.write();
        } finally {
            leave();
        }
    }

    private synchronized void enter(int bytes, boolean isBulk) throws InterruptedException {
        Object ticket = new Object();
        Deque<Object> queue = isBulk ? bulk : small;
        queue.add(ticket);
        try {
            while (taken || next() != ticket) {
                wait();
            }
            taken = true;
        } finally {
            queue.remove(ticket);
            notifyAll();
        }
        smallInARow = isBulk ? 0 : smallInARow + 1;
        try {
            pay(bytes);
        } catch (InterruptedException e) {
            leave();
            throw e;
        }
        sentBytes += bytes;
    }

    private @Nullable Object next() {
        boolean bulkNow = small.isEmpty() || (smallInARow >= SMALL_IN_A_ROW_MAX && !bulk.isEmpty());
        return (bulkNow ? bulk : small).peek();
    }

    /** Bytes cost time: a writer begins when those before it are paid for. */
    private void pay(int bytes) throws InterruptedException {
        long limit = schedule.bytesPerSecond(clock.instant());
        if (limit == RateSchedule.UNLIMITED) {
            return;
        }
        long startNs = Math.max(System.nanoTime() - CATCH_UP_NS, freeAtNs);
        freeAtNs = startNs + bytes * SECOND_NS / limit;
        for (long waitNs = startNs - System.nanoTime(); waitNs > 0; waitNs = startNs - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, waitNs);
        }
    }

    /** Bytes that went through since the connection began. */
    synchronized long sentBytes() {
        return sentBytes;
    }

    private synchronized void leave() {
        taken = false;
        notifyAll();
    }
}
