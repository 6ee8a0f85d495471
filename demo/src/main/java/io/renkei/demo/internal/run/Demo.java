package io.renkei.demo.internal.run;

import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The demo from start to result. */
public final class Demo implements AutoCloseable {
    /** Four links at 150 rows/s each make some 350 inserts, 200 updates and 60 deletes a second; slow machines fall behind. */
    private static final RowCounts FLOOR_PER_SECOND = new RowCounts(20, 10, 1);

    /** Registrations come at a third of the time and every 40 s at most: the swap stands between two of them. */
    private static final Duration REGISTRATION_MAX = Duration.ofSeconds(40);

    private static final Duration SWAP_MAX = Duration.ofSeconds(40);

    /** Stretch of time before the swap that tells what the load alone does. */
    private static final Duration CALM = Duration.ofSeconds(6);

    private static final Duration AFTER_SWAP = Duration.ofSeconds(2);
    private static final Duration RUN_ENDS = Duration.ofSeconds(30);
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Options options;
    private final PrintWriter progress;
    private final boolean redrawn;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final House house;
    private boolean closed;
    private boolean keep;

    /**
     * @param progress where a person may follow; never the JSON's stream
     * @param atTerminal whether {@code out} of {@link #run} is a terminal, on which a board can be redrawn
     */
    public Demo(Options options, PrintWriter progress, boolean atTerminal) throws IOException {
        this.options = options;
        this.progress = progress;
        this.redrawn = atTerminal && !options.json();
        Path home = options.home() == null ? Files.createTempDirectory("renkei-demo") : options.home();
        this.house = new House(home, progress);
        if ("line".equals(options.fault())) {
            house.fleet().putProxy();
        }
        this.keep = options.keep() || options.home() != null;
    }

    /**
     * Runs until its time is over or somebody ends it.
     *
     * @return whether every pair of databases is equal and enough was carried
     */
    public boolean run(PrintWriter out) throws Exception {
        try {
            house.fleet().build();
            progress.println(house.howToLook());
            Outcome outcome = load(out);
            out.println(options.json() ? outcome.json() : outcome.text());
            // whoever must look for a difference needs the nodes' logs and the databases
            keep |= !outcome.good() && !outcome.tampered();
            return outcome.good();
        } finally {
            ended.countDown();
        }
    }

    /** Whether somebody has ended it. */
    public boolean interrupted() {
        return interrupted.getCount() == 0;
    }

    /** The folder with everything stays: something went wrong that one may want to look at. */
    public void keep() {
        keep = true;
    }

    private Outcome load(PrintWriter out) throws Exception {
        Duration duration = options.duration() == null ? FOREVER : options.duration();
        Fleet fleet = house.fleet();
        Events events = new Events(progress, !redrawn);
        Board board = new Board(redrawn ? out : progress, redrawn, house.howToLook(), events);
        Comparer comparer = new Comparer(fleet.centre(), fleet.pairs());
        LagProbe probe = house.probe();
        Monitor monitor = new Monitor(
                fleet.centre(),
                fleet.pairs(),
                lines -> board.show(lines, house.rows(), probe, link -> words(comparer, link)));
        Faults.Healing healing = null;
        @Nullable Gaps gaps;
        long begin = System.nanoTime();
        try (comparer;
                probe;
                monitor) {
            house.startLoad(shorter(duration.multipliedBy(2).dividedBy(3), REGISTRATION_MAX));
            probe.start();
            monitor.start();
            if (!options.json()) {
                // comparing costs a processor that figures are measured on
                comparer.start();
            }
            String fault = options.fault();
            if (fault != null) {
                waitUntil(begin, shorter(duration.dividedBy(3), SWAP_MAX));
                healing = new Faults(fleet, monitor, events, interrupted).breakIt(fault);
            }
            gaps = swap(begin, duration, probe, events);
            waitUntil(begin, duration);
            house.stopLoad();
            events.add("load ended; waiting until all is applied, then comparing every row");
        }
        if (probe.failure() != null) {
            throw new SQLException("the lag probe failed", probe.failure());
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        Outcome.Lag lag = new Outcome.Lag(probe.percentile(0.5), probe.percentile(0.99));
        return outcome(seconds, lag, gaps, monitor, healing);
    }

    /** Longest commit-to-visible minus the median, in ms: during the swap, and before it. */
    private record Gaps(double swapMs, double calmMs) {}

    private static String words(Comparer comparer, String link) {
        Comparer.@Nullable Verdict verdict = comparer.verdict(link);
        return verdict == null ? "" : Board.words(verdict, Instant.now());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Null: somebody ended the demo before. */
    private @Nullable Gaps swap(long begin, Duration duration, LagProbe probe, Events events)
            throws IOException, InterruptedException {
        waitUntil(begin, shorter(duration.multipliedBy(2).dividedBy(3), SWAP_MAX));
        if (interrupted()) {
            return null;
        }
        long from = System.nanoTime();
        events.add("the next version of the route bundle goes into every node");
        house.swapRoutes(1);
        Waiting.pause(AFTER_SWAP, interrupted);
        double gap = probe.gap(from, System.nanoTime());
        events.add(String.format(Locale.ROOT, "routes swapped; longest gap %.0f ms over the median", gap));
        return new Gaps(gap, probe.gap(from - CALM.toNanos(), from));
    }

    private void waitUntil(long begin, Duration time) throws InterruptedException {
        Waiting.pause(time.minusNanos(System.nanoTime() - begin), interrupted);
    }

    private Outcome outcome(
            long seconds, Outcome.Lag lag, @Nullable Gaps gaps, Monitor monitor, Faults.@Nullable Healing healing)
            throws Exception {
        house.awaitApplied();
        if (options.tamper()) {
            progress.println("one row of a target is changed behind Renkei's back");
            house.tamper();
        }
        monitor.look();
        RowCounts floors = new RowCounts(
                FLOOR_PER_SECOND.inserts() * seconds,
                FLOOR_PER_SECOND.updates() * seconds,
                FLOOR_PER_SECOND.deletes() * seconds);
        return new Outcome(
                seconds,
                house.rows(),
                floors,
                house.transactions(),
                lag,
                gaps == null ? null : new Outcome.Swap(gaps.swapMs(), gaps.calmMs(), house.rowsByRoutes()),
                monitor.lines().stream().mapToLong(Monitor.Line::raw).sum(),
                monitor.lines().stream().mapToLong(Monitor.Line::wire).sum(),
                house.verify(),
                house.compareBySql(TableList.linked()),
                house.residentMb(),
                healing,
                options.tamper());
    }

    /** Stops everything; the second caller waits for the first. */
    @Override
    public void close() {
        interrupted.countDown();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            progress.println("stopping");
            house.close();
            endRun();
            if (keep) {
                progress.println("kept: " + house.fleet().home());
            } else {
                house.fleet().remove();
            }
        }
    }

    /** What {@link #run} was just starting when everything was stopped. */
    private void endRun() {
        try {
            if (!Waiting.pause(RUN_ENDS, ended)) {
                progress.println("the demo did not come to its end in " + RUN_ENDS.toSeconds() + " s");
            }
            Leftovers.end(house.fleet().home());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
