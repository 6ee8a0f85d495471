package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.Figure;
import io.renkei.demo.internal.bench.Goal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the moments left behind. */
final class FaultRecord {
    /** Longest time from the repair until both links carry again; more is a failure. */
    static final Duration HEAL_MAX = Duration.ofMinutes(2);

    private static final double IN_FLIGHT_MIN_PERCENT = 80;

    /** Of each window, as far as so many were meant. */
    private static final int HITS_MIN = 3;

    private final PrintWriter progress;
    private final List<Map<String, String>> details = new ArrayList<>();
    private final List<Double> heals = new ArrayList<>();
    private final Map<Window, Integer> meant = new LinkedHashMap<>();
    private final Map<Window, Integer> hits = new LinkedHashMap<>();
    private int inFlight;
    private int copies;
    private int copiesKeptApart;
    private long rows;
    private long missing;
    private long twice;
    private long unequal;
    private long different;

    FaultRecord(PrintWriter progress) {
        this.progress = progress;
    }

    /**
     * @param healSeconds from the repair until both links carried again
     */
    void add(Moment moment, Aim.Hit hit, double healSeconds) {
        heals.add(healSeconds);
        inFlight += hit.inFlight() ? 1 : 0;
        meant.merge(moment.window(), 1, Integer::sum);
        hits.merge(moment.window(), hit.hit() ? 1 : 0, Integer::sum);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("moment", Integer.toString(moment.number()));
        told.put("link", moment.pair() == 0 ? "prod" : "test");
        told.put("broken", moment.strike().toString());
        told.put("window", moment.window() + (hit.hit() ? "" : " (missed)"));
        told.put("inFlight", hit.inFlight() ? "yes" : "no");
        told.put("healSeconds", String.format(Locale.ROOT, "%.1f", healSeconds));
        details.add(told);
        progress.println(told);
        progress.flush();
    }

    /** What became of a node and its copy. */
    void copied(String node, CopiedHome.Outcome outcome) {
        copies++;
        copiesKeptApart += outcome.refused() ? 1 : 0;
        Map<String, String> told = new LinkedHashMap<>();
        told.put("copied", node);
        told.put("copyCarriesAfterSeconds", String.format(Locale.ROOT, "%.1f", outcome.copySeconds()));
        told.put("besideFirstSeconds", String.format(Locale.ROOT, "%.1f", outcome.bothSeconds()));
        told.put("firstRefused", outcome.refused() ? "yes" : "no");
        details.add(told);
        progress.println(told);
        progress.println("the first " + node + " says:\n" + outcome.says());
        progress.flush();
    }

    /** The ledgers of one pair, tables that are not equal by plain SQL, and rows that Renkei's own comparison found. */
    void compared(Ledger.Count source, Ledger.Count target, long unequalTables, long differentRows) {
        rows += source.rows();
        missing += source.different() - target.different();
        twice += target.rows() - target.different();
        unequal += unequalTables;
        different += differentRows;
    }

    BenchReport report() {
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("faults.moments", "", Goal.atLeast(1), heals.size()));
        double percent = 100.0 * inFlight / heals.size();
        figures.add(figure("faults.in-flight.percent", "%", Goal.atLeast(IN_FLIGHT_MIN_PERCENT), percent));
        for (Window window : Window.values()) {
            if (window != Window.ANYWHERE && meant.containsKey(window)) {
                int goal = Math.min(HITS_MIN, meant.getOrDefault(window, 0));
                figures.add(figure(
                        "faults.window."
                                + window.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        "",
                        Goal.atLeast((double) goal),
                        hits.getOrDefault(window, 0)));
            }
        }
        figures.add(new Figure("faults.heal.s", "s", Goal.atMost((double) HEAL_MAX.toSeconds()), heals));
        figures.add(figure(
                "faults.heal.max.s",
                "s",
                Goal.atMost((double) HEAL_MAX.toSeconds()),
                heals.stream().mapToDouble(Double::doubleValue).max().orElse(0)));
        figures.add(figure("faults.copies.kept-apart", "", Goal.atLeast((double) copies), (double) copiesKeptApart));
        figures.add(count("faults.rows", Goal.atLeast(1), rows));
        figures.add(count("faults.rows.missing", Goal.atMost(0), missing));
        figures.add(count("faults.rows.twice", Goal.atMost(0), twice));
        figures.add(count("faults.tables.unequal", Goal.atMost(0), unequal));
        figures.add(count("faults.verify.different", Goal.atMost(0), different));
        return new BenchReport("faults", figures, details);
    }

    private static Figure count(String id, Goal goal, long value) {
        return figure(id, "", goal, (double) value);
    }

    private static Figure figure(String id, String unit, Goal goal, double value) {
        return new Figure(id, unit, goal, List.of(value));
    }
}
