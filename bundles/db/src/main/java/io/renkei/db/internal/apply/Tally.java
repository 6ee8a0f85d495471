package io.renkei.db.internal.apply;

import io.renkei.api.ItemCount;
import io.renkei.api.ItemOperation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one batch by table and operation; a table is looked up only where it is another than that of the row before. */
final class Tally {
    private final IdentityHashMap<TargetTable, Rows> tables = new IdentityHashMap<>();
    private @Nullable TargetTable last;
    private Rows lastRows = new Rows();

    /** Counts a row change, or a table of a TRUNCATE. */
    void change(char type, TargetTable table) {
        Rows rows = rows(table);
        switch (type) {
            case 'I' -> rows.inserted++;
            case 'U' -> rows.updated++;
            case 'D' -> rows.deleted++;
            case 'T' -> rows.truncated++;
            default -> throw new IllegalStateException("message " + type);
        }
    }

    /** Counts rows of a base copy. */
    void loaded(TargetTable table, long rows) {
        rows(table).loaded += rows;
    }

    /** What was counted since {@link #clear}. */
    List<ItemCount> counts() {
        List<ItemCount> all = new ArrayList<>();
        tables.forEach((table, rows) -> rows.addTo(all, table.item()));
        return all;
    }

    void clear() {
        tables.clear();
        last = null;
    }

    private Rows rows(TargetTable table) {
        if (table != last) {
            last = table;
            lastRows = tables.computeIfAbsent(table, key -> new Rows());
        }
        return lastRows;
    }

    /** The counts of one table. */
    private static final class Rows {
        private long loaded;
        private long inserted;
        private long updated;
        private long deleted;
        private long truncated;

        void addTo(List<ItemCount> all, String item) {
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
}
