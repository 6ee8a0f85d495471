package io.renkei.api;

import java.time.Duration;

/**
 * Waits between tries: doubles from the first to the longest. A VMware HA restart takes about 3 minutes and one try must
 * fall into its first minute, hence 30 s at most (R012).
 */
public final class Backoff {
    /** No wait is longer. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final int DOUBLINGS_MAX = 20;

    private int attempt;

    /** The wait before the next try, longer each time. */
    public Duration next() {
        int doublings = Math.min(attempt, DOUBLINGS_MAX);
        attempt = Math.min(attempt + 1, Integer.MAX_VALUE - 1);
        Duration wait = FIRST.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** How often {@link #next} was called since the last success. */
    public int attempt() {
        return attempt;
    }

    /** A try succeeded: begin anew. */
    public void reset() {
        attempt = 0;
    }
}
