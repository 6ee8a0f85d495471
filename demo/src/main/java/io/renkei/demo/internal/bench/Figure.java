package io.renkei.demo.internal.bench;

import java.util.List;
import java.util.Locale;

/**
 * One measured figure with a goal that it must not pass.
 *
 * @param id for example {@code links.start.s}
 * @param unit of value, goal and runs
 * @param most the goal: the value may be this at most
 * @param runs every value that was measured, in order; at least one
 */
record Figure(String id, String unit, double most, List<Double> runs) {
    Figure {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(id + " was not measured");
        }
        runs = List.copyOf(runs);
    }

    /** The median of the runs. */
    double value() {
        return runs.stream().sorted().skip((runs.size() - 1) / 2).findFirst().orElseThrow();
    }

    boolean ok() {
        return value() <= most;
    }

    String text() {
        return String.format(
                Locale.ROOT, "%-24s %8.1f %-8s goal <= %.0f  %s", id, value(), unit, most, ok() ? "ok" : "NOT REACHED");
    }
}
