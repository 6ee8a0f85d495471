package io.renkei.api;

import java.util.List;

/**
 * Source and target compared row by row (or file by file) at one position.
 *
 * @param position "equal as of" this position
 */
public record VerifyReport(LinkId link, Position position, List<TableVerdict> items) {
    public VerifyReport {
        items = List.copyOf(items);
    }

    /** Whether nothing differs; an empty comparison proves nothing and is not equal. */
    public boolean equal() {
        return !items.isEmpty() && items.stream().allMatch(item -> item.different() == 0);
    }
}
