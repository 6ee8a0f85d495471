package io.renkei.api;

import java.util.List;

/** The one decision point (design section 7): deny wins over include, an empty list allows nothing. */
public interface Policy {
    /**
     * May this item, with these parts, travel on this link?
     *
     * @param parts columns or the like; empty: the question is about the item alone
     */
    PolicyDecision check(LinkId link, String item, List<String> parts);

    /**
     * The items that the lists allow on this link, each with its parts; the parts list {@code ["*"]} stands for all parts
     * that no rule denies. Patterns are not resolved here: an item is named in full.
     */
    List<AllowedItem> allowed(LinkId link);

    /**
     * @param item name as in the lists
     * @param parts allowed parts, or {@code ["*"]}
     */
    record AllowedItem(String item, List<String> parts) {
        public AllowedItem {
            parts = List.copyOf(parts);
        }
    }
}
