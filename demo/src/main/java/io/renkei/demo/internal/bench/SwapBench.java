package io.renkei.demo.internal.bench;

import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.run.House;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a new version of the route bundle costs while rows flow: the next version goes into the centre and two sites, one
 * after the other, under the demo's load on four links. A gap is the longest time from a commit until it is visible at the
 * target, seen from outside, minus the median of all commits; beside every swap stands an equal stretch of time without
 * one. At the end every pair must be equal and every version must have carried rows, or there is no report.
 */
public final class SwapBench implements Benchmark {
    private static final int SWAPS = 8;
    private static final Duration WARM = Duration.ofSeconds(30);
    private static final Duration AFTER_SWAP = Duration.ofSeconds(2);

    /** No registration: one large transaction is a gap of its own, whatever is swapped. */
    private static final Duration NO_REGISTRATION = Duration.ofDays(1);

    private static final double GOAL_MS = 300;

    private final PrintWriter progress;
    private final House house;

    /**
     * @param progress where a person may follow
     */
    public SwapBench(PrintWriter progress) throws IOException {
        this.progress = progress;
        this.house = new House(Files.createTempDirectory("renkei-bench"), progress);
    }

    /** Runs it: about four minutes. */
    @Override
    public BenchReport run() throws Exception {
        house.fleet().build();
        List<Double> swapped = new ArrayList<>();
        List<Double> calm = new ArrayList<>();
        LagProbe probe = house.probe();
        try (probe) {
            house.startLoad(NO_REGISTRATION);
            probe.start();
            Waiting.pause(WARM);
            for (int i = 1; i <= SWAPS; i++) {
                measure(i, probe, swapped, calm);
            }
            house.stopLoad();
        }
        if (probe.failure() != null) {
            throw new SQLException("the lag probe failed", probe.failure());
        }
        requireAllCarried();
        Map<String, Double> peer = Map.of("without.swap", Figure.median(calm));
        return new BenchReport(
                "swap",
                List.of(
                        new Figure("swap.gap.ms", "ms", Goal.atMost(GOAL_MS), swapped, peer),
                        new Figure(
                                "swap.gap.worst.ms",
                                "ms",
                                Goal.atMost(GOAL_MS),
                                List.of(worst(swapped)),
                                Map.of("without.swap", worst(calm)))));
    }

    private void measure(int number, LagProbe probe, List<Double> swapped, List<Double> calm)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        house.swapRoutes(number);
        Waiting.pause(AFTER_SWAP);
        long end = System.nanoTime();
        swapped.add(gap(probe, begin, end));
        Waiting.pause(Duration.ofNanos(end - begin));
        calm.add(gap(probe, end, System.nanoTime()));
        progress.printf(
                Locale.ROOT,
                "swap %d: longest gap %.0f ms, in the same time without a swap %.0f ms%n",
                number,
                swapped.get(number - 1),
                calm.get(number - 1));
    }

    private static double gap(LagProbe probe, long begin, long end) throws IOException {
        double gap = probe.gap(begin, end);
        if (gap < 0) {
            throw new IOException("no commit was followed in " + Duration.ofNanos(end - begin));
        }
        return gap;
    }

    private static double worst(List<Double> gaps) {
        return gaps.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private void requireAllCarried() throws IOException, InterruptedException, SQLException {
        house.awaitApplied();
        long differences = house.verify() + house.compareBySql(TableList.linked());
        if (differences > 0) {
            throw new IOException(differences + " rows differ after the swaps");
        }
        Map<String, Long> carried = house.rowsByRoutes();
        if (carried.size() != SWAPS + 1) {
            throw new IOException("of " + (SWAPS + 1) + " versions of the routes only these carried rows: " + carried);
        }
    }

    @Override
    public void close() {
        house.close();
        house.fleet().remove();
    }
}
