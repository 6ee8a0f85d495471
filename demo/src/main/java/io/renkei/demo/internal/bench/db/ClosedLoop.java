package io.renkei.demo.internal.bench.db;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Commits one row, waits until it is visible at the target, and only then commits the next. One thread. */
final class ClosedLoop {
    private static final Duration VISIBLE_MAX = Duration.ofSeconds(60);

    /** A probe that spins takes a processor from what it measures; one that sleeps long blurs it. */
    private static final long LOOK_NANOS = 100_000;

    private static final double NANOS_OF_MS = 1_000_000.0;

    private final Track track;
    private final Marker target;

    ClosedLoop(Track track, Marker target) {
        this.track = track;
        this.target = target;
    }

    /** Something that ends. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws SQLException;
    }

    /** Follows so many commits, without pause. */
    Latencies run(int commits) throws SQLException, IOException {
        double[] ms = new double[commits];
        for (int i = 0; i < commits; i++) {
            ms[i] = one();
        }
        return Latencies.of(ms);
    }

    /** Follows commits, with a pause after each, as long as a condition holds; at least one and at most so many. */
    Latencies trickle(Condition goesOn, Duration pause, int atMost) throws SQLException, IOException {
        double[] ms = new double[atMost];
        int count = 0;
        do {
            ms[count] = one();
            count++;
            LockSupport.parkNanos(pause.toNanos());
        } while (count < atMost && goesOn.holds());
        return Latencies.of(Arrays.copyOf(ms, count));
    }

    private double one() throws SQLException, IOException {
        int value = track.mark();
        long committed = System.nanoTime();
        while (target.read() != value) {
            if (System.nanoTime() - committed > VISIBLE_MAX.toNanos()) {
                throw new IOException("a commit is not visible after " + VISIBLE_MAX);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return (System.nanoTime() - committed) / NANOS_OF_MS;
    }
}
