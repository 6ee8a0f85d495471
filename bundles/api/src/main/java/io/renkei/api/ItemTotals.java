package io.renkei.api;

/**
 * What was done to one item.
 *
 * @param item as the lists name it, or {@link #REST}
 * @param loaded rows, files, pages of base copies
 */
public record ItemTotals(String item, long inserted, long updated, long deleted, long truncated, long loaded) {
    /** In place of an item: all that there was no room for. */
    public static final String REST = "*";

    public ItemTotals {
        if (inserted < 0 || updated < 0 || deleted < 0 || truncated < 0 || loaded < 0) {
            throw new IllegalArgumentException(item + ": a total below 0");
        }
    }

    /** All operations together. */
    public long total() {
        return inserted + updated + deleted + truncated + loaded;
    }
}
