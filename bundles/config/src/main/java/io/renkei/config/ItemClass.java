package io.renkei.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a listed item is about (column {@code class} of a list). */
public enum ItemClass {
    MASTER,
    LEDGER,
    CLAIM,
    REPORT,
    WORK,
    SECURITY,
    EXCHANGE,
    SETTLEMENT,
    /** Holds personal numbers: never carried to a site. */
    NUMBER;

    /** The words of the column. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ItemClass::toString).toList();
    }

    /** The class of that name. */
    public static Optional<ItemClass> of(String word) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
