package io.renkei.api;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One link: kind, federation and environment, for example {@code db-13-prod}. Also the name of its MBean and the first
 * word of its log lines.
 *
 * @param kind name of a link kind, 2..10 lower-case letters, for example {@code db}
 */
public record LinkId(String kind, FederationId federation, Environment environment) implements Comparable<LinkId> {
    private static final Pattern KIND = Pattern.compile("[a-z]{2,10}");
    private static final Pattern FORM = Pattern.compile("([a-z]{2,10})-([0-9]{2})-(prod|test)");
    private static final Comparator<LinkId> ORDER = Comparator.comparing(LinkId::federation)
            .thenComparing(LinkId::environment)
            .thenComparing(LinkId::kind);

    public LinkId {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("link kind must be 2..10 lower-case letters, was '" + kind + "'");
        }
    }

    /**
     * Reads a link id.
     *
     * @throws IllegalArgumentException if the text is not kind-federation-environment
     */
    public static LinkId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a link id is kind-federation-environment, for example db-13-prod; was '" + text + "'");
        }
        return new LinkId(matcher.group(1), FederationId.parse(matcher.group(2)), Environment.parse(matcher.group(3)));
    }

    @Override
    public int compareTo(LinkId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + "-" + federation + "-" + environment;
    }
}
