package io.renkei.line.internal;

import java.time.Clock;

/**
 * In front of every write of a connection: small work before bulk, and not more than the schedule allows. A waiting bulk
 * frame is at most 1 MiB, so small work waits for at most one of them.
 */
final class Gate {
    private static final long SECOND_NS = 1_000_000_000L;

    private final RateSchedule schedule;
    private final Clock clock;
    private int smallWaiting;
    private boolean taken;
    private long freeAtNs;
    private long sentBytes;

    Gate(RateSchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /** Waits for the turn of a write of this many bytes; followed by {@link #leave}. */
    synchronized void enter(int bytes, boolean bulk) throws InterruptedException {
        if (!bulk) {
            smallWaiting++;
        }
        try {
            while (taken || (bulk && smallWaiting > 0)) {
                wait();
            }
            taken = true;
            sentBytes += bytes;
        } finally {
            if (!bulk) {
                smallWaiting--;
            }
        }
        pay(bytes);
    }

    /** Bytes cost time: the next writer may begin when they are paid for. */
    private void pay(int bytes) throws InterruptedException {
        long limit = schedule.bytesPerSecond(clock.instant());
        if (limit == RateSchedule.UNLIMITED) {
            return;
        }
        long now = System.nanoTime();
        long waitNs = freeAtNs - now;
        freeAtNs = Math.max(now, freeAtNs) + Math.multiplyExact((long) bytes, SECOND_NS) / limit;
        while (waitNs > 0) {
            wait(waitNs / 1_000_000, (int) (waitNs % 1_000_000));
            waitNs = freeAtNs - Math.multiplyExact((long) bytes, SECOND_NS) / limit - System.nanoTime();
        }
    }

    /** Bytes of frames that went through since the connection began. */
    synchronized long sentBytes() {
        return sentBytes;
    }

    synchronized void leave() {
        taken = false;
        notifyAll();
    }
}
