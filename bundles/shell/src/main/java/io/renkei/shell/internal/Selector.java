package io.renkei.shell.internal;

import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Nearest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which links a command is about: ids, patterns over ids ({@code *-13-*}) and sets ({@code @failed @late @paused @stale
 * @running}), separated by commas.
 */
final class Selector {
    static final Set<String> SETS = new TreeSet<>(Set.of("@failed", "@late", "@paused", "@running", "@stale"));
    private static final Pattern ID = Pattern.compile("[a-z0-9*-]+");

    private final List<String> parts;

    /**
     * @throws IllegalArgumentException if a part is neither pattern nor set
     */
    Selector(String text) {
        parts = List.of(text.split(",", -1));
        for (String part : parts) {
            if (!SETS.contains(part) && !ID.matcher(part).matches()) {
                throw new IllegalArgumentException("'" + part + "' is no link, pattern such as *-13-*, or set"
                        + Nearest.hint(part, SETS) + "; sets are " + String.join(" ", SETS));
            }
        }
    }

    /** The halves that match. */
    List<LinkStatus> of(List<LinkStatus> all) {
        return all.stream().filter(this::matches).toList();
    }

    private boolean matches(LinkStatus status) {
        return parts.stream().anyMatch(part -> part.startsWith("@") ? inSet(part, status) : fits(part, status));
    }

    private static boolean fits(String pattern, LinkStatus status) {
        return status.link().toString().matches(pattern.replace("*", "[a-z0-9-]*"));
    }

    private static boolean inSet(String set, LinkStatus status) {
        return switch (set) {
            case "@failed" -> status.state().level() == LinkState.Level.ERROR;
            case "@late" -> status.late(Instant.now());
            default -> status.state().name().equals(set.substring(1));
        };
    }
}
