package io.renkei.api;

import java.time.Instant;
import java.util.List;

/**
 * What a link's target has committed, by item and operation.
 *
 * @param since from when on it was counted: the site's half came into force then, with its node or its configuration
 * @param items in order of name; only those to which something was done
 */
public record ItemStatistics(Instant since, List<ItemTotals> items) {
    public ItemStatistics {
        items = List.copyOf(items);
    }
}
