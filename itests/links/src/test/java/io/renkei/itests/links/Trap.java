package io.renkei.itests.links;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that goes wrong easily when rows are carried: tables in a schema of the trap's name, and transactions at the
 * source after which the target must be equal.
 */
final class Trap {
    final String name;
    final List<String> both = new ArrayList<>();
    final List<String> target = new ArrayList<>();
    final List<String> first = new ArrayList<>();
    final List<String> transactions = new ArrayList<>();

    Trap(String name) {
        this.name = name;
    }

    /** Makes tables at both sides. */
    Trap tables(String... statements) {
        both.addAll(List.of(statements));
        return this;
    }

    /** Makes the target different, before the link starts. */
    Trap atTarget(String... statements) {
        target.addAll(List.of(statements));
        return this;
    }

    /** Rows of the base copy. */
    Trap rows(String... statements) {
        first.addAll(List.of(statements));
        return this;
    }

    /** What the source does; each text is one transaction. */
    Trap does(String... statements) {
        transactions.addAll(List.of(statements));
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
