package io.renkei.db.internal.apply;

import io.renkei.api.ItemCount;
import io.renkei.api.ItemOperation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of one batch by table and operation; a table is looked up only where it is another than that of the row before. */
final class Tally {
    private static final ItemOperation[] OPERATIONS = ItemOperation.values();

    private final Map<TargetTable, long[]> tables = new IdentityHashMap<>();
    private @Nullable TargetTable last;
    private long[] lastCounts = new long[OPERATIONS.length];

    /** Counts a row change, or a table of a TRUNCATE. */
    void change(char type, TargetTable table) {
        counts(table)[operation(type).ordinal()]++;
    }

    /** Counts rows of a base copy. */
    void loaded(TargetTable table, long rows) {
        counts(table)[ItemOperation.LOAD.ordinal()] += rows;
    }

    /** What was counted since {@link #clear}. */
    List<ItemCount> counts() {
        List<ItemCount> all = new ArrayList<>();
        tables.forEach((table, counts) -> {
            for (ItemOperation operation : OPERATIONS) {
                if (counts[operation.ordinal()] > 0) {
                    all.add(new ItemCount(table.item(), operation, counts[operation.ordinal()]));
                }
            }
        });
        return all;
    }

    void clear() {
        tables.clear();
        last = null;
    }

    private long[] counts(TargetTable table) {
        if (table != last) {
            last = table;
            lastCounts = tables.computeIfAbsent(table, key -> new long[OPERATIONS.length]);
        }
        return lastCounts;
    }

    private static ItemOperation operation(char type) {
        return switch (type) {
            case 'I' -> ItemOperation.INSERT;
            case 'U' -> ItemOperation.UPDATE;
            case 'D' -> ItemOperation.DELETE;
            case 'T' -> ItemOperation.TRUNCATE;
            default -> throw new IllegalStateException("message " + type);
        };
    }
}
