package io.renkei.line.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for a condition within a bound. */
final class Await {
    private static final int LOOKS_ALIKE = 50;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    static void that(String what, BooleanSupplier condition) throws InterruptedException {
        that(what, Duration.ofSeconds(20), condition);
    }

    static void that(String what, Duration bound, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + bound + ": " + what);
            }
            pause();
        }
    }

    /** Until a number above 0 has not changed for half a second. */
    static void stays(String what, LongSupplier number) throws InterruptedException {
        long[] seen = {0, 0};
        that(what + " stays", () -> {
            long now = number.getAsLong();
            seen[1] = now > 0 && now == seen[0] ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] >= LOOKS_ALIKE;
        });
    }

    private static void pause() throws InterruptedException {
        if (NEVER.await(10, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody counts down");
        }
    }
}
