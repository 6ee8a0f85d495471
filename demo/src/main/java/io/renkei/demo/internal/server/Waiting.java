package io.renkei.demo.internal.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits with an upper bound. */
public final class Waiting {
    /** How often a condition is looked at. */
    private static final Duration STEP = Duration.ofMillis(20);

    private Waiting() {}

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it is true now. */
        boolean holds();
    }

    /**
     * Waits until a condition holds.
     *
     * @return false if it did not within the time
     * @throws InterruptedException when interrupted while waiting
     */
    public static boolean until(Condition condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause(STEP);
        }
        return true;
    }

    /** Lets some time pass. */
    public static void pause(Duration time) throws InterruptedException {
        pause(time, new CountDownLatch(1));
    }

    /**
     * Lets some time pass, or less when the latch opens.
     *
     * @return whether the latch is open
     */
    public static boolean pause(Duration time, CountDownLatch stop) throws InterruptedException {
        return stop.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }
}
