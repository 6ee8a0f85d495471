package io.renkei.api;

import java.util.List;

/**
 * Result of comparing one item (a table, a folder) at one position.
 *
 * @param different number of rows or files that differ, are missing or too many at the target
 * @param keys the first of them, masked; at most 20
 */
public record TableVerdict(String item, long compared, long different, List<String> keys) {
    public TableVerdict {
        keys = List.copyOf(keys);
    }
}
