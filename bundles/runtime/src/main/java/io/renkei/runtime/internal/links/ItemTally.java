package io.renkei.runtime.internal.links;

import io.renkei.api.ItemCount;
import io.renkei.api.ItemOperation;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Totals of one link by item and operation; bounded, so that they fit into the answer of one control call. */
final class ItemTally {
    /** A link of the largest sample schema carries some hundred tables. */
    static final int ITEMS_MAX = 2_000;

    /** At most 300 KB in UTF-8; with 44 bytes of figures for each item that is below the 512 KiB of a control call. */
    static final int NAMES_MAX_CHARS = 100_000;

    private final Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Map<String, Map<ItemOperation, Long>> totals = new TreeMap<>();
    private int nameChars;

    /** Adds; what there is no room for goes to {@link ItemTotals#REST}. */
    synchronized void add(List<ItemCount> counts) {
        for (ItemCount count : counts) {
            totals.computeIfAbsent(place(count.item()), item -> new EnumMap<>(ItemOperation.class))
                    .merge(count.operation(), count.count(), Long::sum);
        }
    }

    private String place(String item) {
        if (totals.containsKey(item)) {
            return item;
        }
        boolean room = totals.size() < ITEMS_MAX && item.length() <= NAMES_MAX_CHARS - nameChars;
        if (!room) {
            return ItemTotals.REST;
        }
        nameChars += item.length();
        return item;
    }

    /** The totals now. */
    synchronized ItemStatistics statistics() {
        return new ItemStatistics(
                since,
                totals.entrySet().stream()
                        .map(item -> totals(item.getKey(), item.getValue()))
                        .toList());
    }

    private static ItemTotals totals(String item, Map<ItemOperation, Long> counts) {
        return new ItemTotals(
                item,
                counts.getOrDefault(ItemOperation.INSERT, 0L),
                counts.getOrDefault(ItemOperation.UPDATE, 0L),
                counts.getOrDefault(ItemOperation.DELETE, 0L),
                counts.getOrDefault(ItemOperation.TRUNCATE, 0L),
                counts.getOrDefault(ItemOperation.LOAD, 0L));
    }
}
