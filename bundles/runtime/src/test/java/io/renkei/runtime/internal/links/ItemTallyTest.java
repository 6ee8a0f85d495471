package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.renkei.api.ItemCount;
import io.renkei.api.ItemOperation;
import io.renkei.api.ItemTotals;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemTallyTest {
    private final ItemTally tally = new ItemTally();

    @Test
    void addsByItemAndOperation() {
        Instant before = Instant.now();
        tally.add(List.of(
                new ItemCount("shinsa.seikyu", ItemOperation.INSERT, 3),
                new ItemCount("shinsa.claim", ItemOperation.LOAD, 1_000),
                new ItemCount("shinsa.seikyu", ItemOperation.TRUNCATE, 1)));
        tally.add(List.of(
                new ItemCount("shinsa.seikyu", ItemOperation.INSERT, 4),
                new ItemCount("shinsa.seikyu", ItemOperation.UPDATE, 5),
                new ItemCount("shinsa.seikyu", ItemOperation.DELETE, 6)));
        assertEquals(
                List.of(
                        new ItemTotals("shinsa.claim", 0, 0, 0, 0, 1_000),
                        new ItemTotals("shinsa.seikyu", 7, 5, 6, 1, 0)),
                tally.statistics().items());
        assertEquals(19, tally.statistics().items().get(1).total());
        assertFalse(tally.statistics().since().isAfter(before));
    }

    @Test
    void moreItemsThanItHoldsAreCountedTogether() {
        for (int i = 0; i < ItemTally.ITEMS_MAX + 3; i++) {
            tally.add(List.of(new ItemCount("t" + i, ItemOperation.INSERT, 2)));
        }
        tally.add(List.of(new ItemCount("t7", ItemOperation.INSERT, 1)));
        List<ItemTotals> items = tally.statistics().items();
        assertEquals(ItemTally.ITEMS_MAX + 1, items.size());
        assertEquals(new ItemTotals(ItemTotals.REST, 6, 0, 0, 0, 0), items.get(0));
        assertEquals(
                3,
                items.stream()
                        .filter(item -> item.item().equals("t7"))
                        .findFirst()
                        .orElseThrow()
                        .inserted());
    }

    @Test
    void namesTakeNoMoreRoomThanTheyMay() {
        String longest = "x".repeat(ItemTally.NAMES_MAX_CHARS - 1);
        for (String item : List.of(longest, "ab", "c", "d")) {
            tally.add(List.of(new ItemCount(item, ItemOperation.INSERT, 1)));
        }
        assertEquals(
                List.of(
                        new ItemTotals(ItemTotals.REST, 2, 0, 0, 0, 0),
                        new ItemTotals("c", 1, 0, 0, 0, 0),
                        new ItemTotals(longest, 1, 0, 0, 0, 0)),
                tally.statistics().items());
    }
}
