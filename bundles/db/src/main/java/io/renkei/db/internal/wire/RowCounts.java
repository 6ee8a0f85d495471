package io.renkei.db.internal.wire;

import io.renkei.api.ItemCount;
import io.renkei.api.ItemOperation;
import io.renkei.api.ItemTotals;
import java.util.List;

/** How often one table was changed, by operation. */
public final class RowCounts {
    private long loaded;
    private long inserted;
    private long updated;
    private long deleted;
    private long truncated;

    /** Counts a change of type I, U, D or T. */
    public void change(char type) {
        switch (type) {
            case 'I' -> inserted++;
            case 'U' -> updated++;
            case 'D' -> deleted++;
            case 'T' -> truncated++;
            default -> throw new IllegalStateException("message " + type);
        }
    }

    /** Counts rows of a base copy. */
    public void loaded(long rows) {
        loaded += rows;
    }

    /** What was counted. */
    public ItemTotals totals(String item) {
        return new ItemTotals(item, inserted, updated, deleted, truncated, loaded);
    }

    /** Adds what was counted. */
    public void addTo(List<ItemCount> all, String item) {
        add(all, item, ItemOperation.LOAD, loaded);
        add(all, item, ItemOperation.INSERT, inserted);
        add(all, item, ItemOperation.UPDATE, updated);
        add(all, item, ItemOperation.DELETE, deleted);
        add(all, item, ItemOperation.TRUNCATE, truncated);
    }

    private static void add(List<ItemCount> all, String item, ItemOperation operation, long rows) {
        if (rows > 0) {
            all.add(new ItemCount(item, operation, rows));
        }
    }
}
