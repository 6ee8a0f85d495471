package io.renkei.db.internal.apply;

import io.renkei.api.ItemCount;
import io.renkei.db.internal.wire.RowCounts;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts of one batch by table and operation; a table is looked up only where it is another than that of the row before. */
final class Tally {
    private final IdentityHashMap<TargetTable, RowCounts> tables = new IdentityHashMap<>();
    private @Nullable TargetTable last;
    private RowCounts lastRows = new RowCounts();

    /** Counts a row change, or a table of a TRUNCATE. */
    void change(char type, TargetTable table) {
        rows(table).change(type);
    }

    /** Counts rows of a base copy. */
    void loaded(TargetTable table, long rows) {
        rows(table).loaded(rows);
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

    private RowCounts rows(TargetTable table) {
        if (table != last) {
            last = table;
            lastRows = tables.computeIfAbsent(table, key -> new RowCounts());
        }
        return lastRows;
    }
}
