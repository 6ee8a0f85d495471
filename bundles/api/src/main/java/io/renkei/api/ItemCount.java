package io.renkei.api;

/**
 * How often one operation was done on one item.
 *
 * @param item as the lists name it
 * @param count at least 1
 */
public record ItemCount(String item, ItemOperation operation, long count) {
    public ItemCount {
        if (count < 1) {
            throw new IllegalArgumentException(item + ": a count is at least 1, was " + count);
        }
    }
}
