package io.renkei.config;

import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.PolicyDecision;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that count for one federation, and what they allow. Deny wins over include; what is not on the list is denied.
 *
 * <p>Rules: P01 not on the list, P02 protected name of an item, P03 protected name of a column, P04 link = no, P05 class
 * number, P06 number flag, P07 column not on the list. {@code OK} allows.
 */
public final class ItemList {
    private final Path file;
    private final Map<String, ListedItem> items = new LinkedHashMap<>();

    /**
     * @param file where a missing item can be added, for messages
     */
    public ItemList(Path file, Collection<ListedItem> items) {
        this.file = file;
        items.forEach(item -> this.items.put(item.object(), item));
    }

    /** All rows in the order of the list. */
    public List<ListedItem> items() {
        return List.copyOf(items.values());
    }

    /** What may be carried, see {@link io.renkei.api.Policy#allowed}. */
    public List<AllowedItem> allowed() {
        return items.values().stream()
                .filter(item -> check(item.object(), List.of()).allowed())
                .map(item -> new AllowedItem(item.object(), item.columns()))
                .toList();
    }

    /** Answers {@link io.renkei.api.Policy#check}. */
    public PolicyDecision check(String item, List<String> parts) {
        if (ProtectedNames.item(item)) {
            return refusal("P02", "a personal-number item is never carried to a site; there is no way to allow it");
        }
        for (String part : parts) {
            if (ProtectedNames.part(part)) {
                return refusal(
                        "P03",
                        "column " + part + " has the name of a personal number and is never carried to a"
                                + " site; the table can be carried without it");
            }
        }
        ListedItem listed = items.get(item);
        if (listed == null) {
            return refusal("P01", "not on the list; to carry it add a row with link = yes to " + file);
        }
        Optional<PolicyDecision> protection = listed.protection();
        if (protection.isPresent()) {
            return protection.get();
        }
        if (!listed.link()) {
            return refusal("P04", "the list says link = no; to carry it change " + listed.place());
        }
        if (!listed.columns().contains(ListedItem.ALL)) {
            for (String part : parts) {
                if (!listed.columns().contains(part)) {
                    return refusal(
                            "P07",
                            "column " + part + " is not on the list; to carry it add it to the columns in "
                                    + listed.place());
                }
            }
        }
        return new PolicyDecision(true, "OK", "allowed by " + listed.place());
    }

    private static PolicyDecision refusal(String rule, String reason) {
        return new PolicyDecision(false, rule, reason);
    }
}
