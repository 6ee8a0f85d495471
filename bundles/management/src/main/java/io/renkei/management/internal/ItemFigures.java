package io.renkei.management.internal;

import io.renkei.api.ItemTotals;
import java.time.Instant;

/** What was done to one item, in the form that JMX makes composite data of. */
public final class ItemFigures {
    private final Instant since;
    private final ItemTotals totals;

    ItemFigures(Instant since, ItemTotals totals) {
        this.since = since;
        this.totals = totals;
    }

    /** From when on it was counted; RFC 3339, UTC. */
    public String getSince() {
        return since.toString();
    }

    /** Rows, files, pages inserted. */
    public long getInserted() {
        return totals.inserted();
    }

    /** Rows, files, pages updated. */
    public long getUpdated() {
        return totals.updated();
    }

    /** Rows, files, pages deleted. */
    public long getDeleted() {
        return totals.deleted();
    }

    /** How often the whole item was emptied. */
    public long getTruncated() {
        return totals.truncated();
    }

    /** Rows, files, pages of base copies. */
    public long getLoaded() {
        return totals.loaded();
    }

    /** All of these together. */
    public long getTotal() {
        return totals.total();
    }
}
