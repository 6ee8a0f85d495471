package io.renkei.config;

import io.renkei.api.PolicyDecision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One row of a list.
 *
 * @param object name in full, for example {@code public.c_claim}
 * @param migrate part of a copy from production to test
 * @param link carried from centre to site
 * @param monthColumn column with the processing month, by which a copy is limited; or empty
 * @param numberFlag holds personal numbers
 * @param columns what is carried of it; {@code ["*"]}: all that no rule denies
 * @param file the list it stands in
 * @param line from 1
 */
public record ListedItem(
        String object,
        boolean migrate,
        boolean link,
        ItemClass itemClass,
        String monthColumn,
        boolean numberFlag,
        List<String> columns,
        Path file,
        int line) {
    /** Stands for all columns that no rule denies. */
    public static final String ALL = "*";

    public ListedItem {
        columns = List.copyOf(columns);
    }

    /** Why it can't be carried whatever the list says; empty: nothing about it is protected. */
    public Optional<PolicyDecision> protection() {
        if (ProtectedNames.item(object)) {
            return refusal(
                    "P02",
                    object + " has the name of a personal-number item, which is never carried to a site;"
                            + " set link to no");
        }
        if (holdsNumbers()) {
            String why = itemClass == ItemClass.NUMBER
                    ? " is of class number, which is"
                    : " has number_flag yes: it holds personal numbers and is";
            return refusal(numberRule(), object + why + " never carried to a site; set link to no");
        }
        return columns.stream()
                .filter(ProtectedNames::part)
                .findFirst()
                .flatMap(
                        column -> refusal(
                                "P03",
                                "column " + column + " of " + object
                                        + " has the name of a personal number, which is never carried to a site; take it off the columns"));
    }

    /** Whether the row itself says that there are personal numbers in it. */
    boolean holdsNumbers() {
        return itemClass == ItemClass.NUMBER || numberFlag;
    }

    /** The rule that refuses an item with personal numbers in it. */
    String numberRule() {
        return itemClass == ItemClass.NUMBER ? "P05" : "P06";
    }

    /** {@code FILE:LINE}, for messages. */
    String place() {
        return file + ":" + line;
    }

    private static Optional<PolicyDecision> refusal(String rule, String reason) {
        return Optional.of(new PolicyDecision(false, rule, reason));
    }
}
