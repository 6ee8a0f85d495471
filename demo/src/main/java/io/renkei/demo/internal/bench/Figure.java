package io.renkei.demo.internal.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One measured figure with its goal.
 *
 * @param id for example {@code links.start.s}
 * @param unit of value, goal, runs and peers
 * @param runs every value that was measured, in order; at least one
 * @param peers what the same run measured of others, or what a ratio was made of, by name
 */
public record Figure(String id, String unit, Goal goal, List<Double> runs, Map<String, Double> peers) {
    public Figure {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(id + " was not measured");
        }
        runs = List.copyOf(runs);
    }

    /** Without peers. */
    public Figure(String id, String unit, Goal goal, List<Double> runs) {
        this(id, unit, goal, runs, Map.of());
    }

    /** The median of some runs. */
    public static double median(List<Double> runs) {
        return runs.stream().sorted().skip((runs.size() - 1) / 2).findFirst().orElseThrow();
    }

    /** The median of the runs. */
    double value() {
        return median(runs);
    }

    boolean ok() {
        return goal.reachedBy(value());
    }

    String text() {
        return String.format(
                Locale.ROOT, "%-28s %9.2f %-6s goal %-9s %s", id, value(), unit, goal, ok() ? "ok" : "NOT REACHED");
    }
}
