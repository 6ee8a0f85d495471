package io.renkei.management;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an account may do; each role may do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Runs the links. */
    MANAGER,
    /** Changes what they carry. */
    ADMIN;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether one of an account's roles is this one or a higher one. */
    public boolean heldBy(Set<String> roles) {
        return Stream.of(values()).anyMatch(role -> role.compareTo(this) >= 0 && roles.contains(role.text));
    }

    /** Those of an account's roles that mean something here, for people. */
    public static String held(Set<String> roles) {
        return Stream.of(values()).map(Role::toString).filter(roles::contains).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return text;
    }
}
