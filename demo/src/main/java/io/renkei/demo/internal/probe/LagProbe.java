package io.renkei.demo.internal.probe;

import io.renkei.demo.internal.server.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * From outside: commits a changed row at the source and looks at the target until it is there, again and again. One
 * thread, two sessions; a target that is gone for a while is waited for.
 */
public final class LagProbe implements AutoCloseable {
    /** A commit that is not visible after this long counts with this time, and the next one begins. */
    private static final Duration VISIBLE_MAX = Duration.ofSeconds(60);

    private static final Duration BETWEEN = Duration.ofMillis(40);
    private static final Duration POLL = Duration.ofMillis(1);
    private static final double MS = 1_000_000.0;

    /** Opens a session. */
    @FunctionalInterface
    public interface Database {
        Connection connect() throws SQLException;
    }

    private record Sample(long atNs, double ms) {}

    private final Database source;
    private final Database target;
    private final List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "lag probe");
    private volatile @Nullable SQLException failure;

    public LagProbe(Database source, Database target) {
        this.source = source;
        this.target = target;
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Why it ended early, or null. */
    public @Nullable SQLException failure() {
        return failure;
    }

    private void run() {
        try (Connection from = source.connect();
                PreparedStatement insert = from.prepareStatement(
                        "INSERT INTO payment.m_calendar VALUES ('999912', 'LAG', DATE '2000-01-01')"
                                + " ON CONFLICT (processing_month, step_code) DO UPDATE SET planned_on = DATE '2000-01-01'");
                PreparedStatement change = from.prepareStatement("UPDATE payment.m_calendar SET planned_on ="
                        + " DATE '2000-01-01' + ? WHERE processing_month = '999912' AND step_code = 'LAG'");
                TargetView view = new TargetView(target)) {
            insert.execute();
            for (int number = 1; stop.getCount() > 0; number++) {
                change.setInt(1, number);
                change.execute();
                follow(view, number, System.nanoTime());
                Waiting.pause(BETWEEN, stop);
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(TargetView view, int number, long committed) throws SQLException, InterruptedException {
        long end = committed + VISIBLE_MAX.toNanos();
        while (System.nanoTime() < end) {
            if (view.shows(number)) {
                samples.add(new Sample(committed, (System.nanoTime() - committed) / MS));
                return;
            }
            // a stop in the middle of a wait says nothing about the row: the last sample is not taken
            if (Waiting.pause(POLL, stop)) {
                return;
            }
        }
        samples.add(new Sample(committed, VISIBLE_MAX.toMillis()));
    }

    /** How many commits were followed. */
    public int count() {
        return samples.size();
    }

    /**
     * A percentile of commit-to-visible, in ms.
     *
     * @param share 0.5 for the median, 1 for the maximum
     */
    public double percentile(double share) {
        return percentile(List.copyOf(samples), share);
    }

    /** Longest commit-to-visible of commits in a stretch of time ({@link System#nanoTime}), minus the median of all; ms. */
    public double gap(long fromNs, long toNs) {
        List<Sample> all = List.copyOf(samples);
        List<Sample> inside = all.stream()
                .filter(sample -> sample.atNs >= fromNs && sample.atNs <= toNs)
                .toList();
        return inside.isEmpty() ? -1 : Math.max(0, percentile(inside, 1) - percentile(all, 0.5));
    }

    private static double percentile(List<Sample> of, double share) {
        if (of.isEmpty()) {
            return -1;
        }
        double[] sorted = of.stream().mapToDouble(Sample::ms).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(VISIBLE_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
