package io.renkei.db.internal.capture;

import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Sql;
import java.util.List;

/**
 * A table that the policy allows on the link, as it is at the source.
 *
 * @param item name in the lists
 * @param relation with the columns that are carried, in the table's order; null if there is no such table
 * @param everyColumn no column is left out: the publication needs no column list and later columns come by themselves
 * @param fault why it can't be carried, and what to do; empty: it can
 */
record SourceTable(
        String item, @org.jspecify.annotations.Nullable Relation relation, boolean everyColumn, String fault) {
    /** How it stands in the publication's statement. */
    String published() {
        Relation known = known();
        String name = Sql.quote(known.schema(), known.table());
        return everyColumn ? name : name + " (" + Sql.quote(known.columnNames()) + ")";
    }

    /** The relation of a table that is there. */
    Relation known() {
        if (relation == null) {
            throw new IllegalStateException("there is no table " + item);
        }
        return relation;
    }

    static List<Relation> relations(List<SourceTable> tables) {
        return tables.stream().map(SourceTable::known).toList();
    }
}
