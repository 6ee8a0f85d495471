package io.renkei.api;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An edit of the lists that would let more leave on a production link and that waits for a second person.
 *
 * @param wider the items it would add, each with the parts it would add; {@code ["*"]}: all parts that no rule denies
 * @param authors whose files they are; none of them may activate it
 */
public record PendingWidening(LinkId link, List<Policy.AllowedItem> wider, Set<String> authors) {
    public PendingWidening {
        wider = List.copyOf(wider);
        authors = Set.copyOf(authors);
    }

    /** What widens, for people and logs: {@code public.c_bill *, public.c_claim amount}. */
    public String what() {
        return wider.stream()
                .map(item -> item.item() + " " + String.join(" ", item.parts()))
                .collect(Collectors.joining(", "));
    }

    /** Who wrote it, in order. */
    public String by() {
        return String.join(", ", new TreeSet<>(authors));
    }
}
