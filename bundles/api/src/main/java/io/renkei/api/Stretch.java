package io.renkei.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies between two positions of a journal: counts, never a value.
 *
 * @param transactions of the source, or what its kind calls so
 * @param changes by item, in order of name
 * @param oldest when the source committed the first of them; null: it holds none
 * @param newest when the source committed the last of them
 * @param obstacles why it can't be carried again to a target that has had it, naming items; empty: it can
 */
public record Stretch(
        long batches,
        long transactions,
        List<ItemTotals> changes,
        @Nullable Instant oldest,
        @Nullable Instant newest,
        List<String> obstacles) {
    public Stretch {
        changes = List.copyOf(changes);
        obstacles = List.copyOf(obstacles);
    }

    /** All changes together. */
    public long items() {
        return changes.stream().mapToLong(ItemTotals::total).sum();
    }
}
