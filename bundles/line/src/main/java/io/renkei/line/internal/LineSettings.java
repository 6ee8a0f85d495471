package io.renkei.line.internal;

import io.renkei.api.FederationId;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code etc/io.renkei.line.cfg}.
 *
 * @param listen where a centre waits for sites, or a site for its centre; port 0: chosen at the first start and kept
 * @param listens whether that was given: a site that says nothing waits for nobody
 * @param advertise host and port that invitations tell sites; host empty: the listen address
 * @param connect centre that a site dials; absent at a centre
 * @param federation whose site this is; absent at a centre
 * @param dial sites that the centre dials
 * @param rate how much the centre sends to one site, by day and time
 */
record LineSettings(
        InetSocketAddress listen,
        boolean listens,
        String advertise,
        Optional<InetSocketAddress> connect,
        Optional<FederationId> federation,
        Map<FederationId, InetSocketAddress> dial,
        RateSchedule rate) {
    private static final Pattern HOST_PORT = Pattern.compile("[\\p{Alnum}.:\\[\\]%_-]{1,255}:[0-9]{1,5}");

    static final String DIAL_PREFIX = "dial.";
    private static final Pattern DIAL = Pattern.compile("dial\\.[0-9]{2}");

    static final Set<String> KEYS = Set.of("listen", "advertise", "connect", "federation", "rate", "zone");

    /**
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static LineSettings of(Map<String, String> values) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(KEYS);
        unknown.removeIf(key -> DIAL.matcher(key).matches());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown keys " + unknown + "; allowed are " + new TreeSet<>(KEYS)
                    + " and dial.NN (NN = federation)");
        }
        return new LineSettings(
                address("listen", values.getOrDefault("listen", "127.0.0.1:0")),
                given(values, "listen").isPresent(),
                values.getOrDefault("advertise", ""),
                given(values, "connect").map(text -> address("connect", text)),
                given(values, "federation").map(text -> federation("federation", text)),
                dial(values),
                rate(values.getOrDefault("rate", ""), zone(values.getOrDefault("zone", "Asia/Tokyo"))));
    }

    private static Map<FederationId, InetSocketAddress> dial(Map<String, String> values) {
        Map<FederationId, InetSocketAddress> dial = new HashMap<>();
        values.forEach((key, text) -> {
            if (DIAL.matcher(key).matches()) {
                dial.put(federation(key, key.substring(DIAL_PREFIX.length())), address(key, text));
            }
        });
        return Map.copyOf(dial);
    }

    private static FederationId federation(String key, String text) {
        try {
            return FederationId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " = " + text + ": " + e.getMessage(), e);
        }
    }

    private static RateSchedule rate(String text, ZoneId zone) {
        try {
            return new RateSchedule(text, zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rate = " + text + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> given(Map<String, String> values, String key) {
        return Optional.ofNullable(values.get(key)).filter(text -> !text.isBlank());
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone = " + text + ": not a time zone, for example Asia/Tokyo", e);
        }
    }

    static InetSocketAddress address(String key, String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (HOST_PORT.matcher(text).matches()) {
                return InetSocketAddress.createUnresolved(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " = " + text + ": the port must be 0..65535", e);
        }
        throw new IllegalArgumentException(key + " = " + text + ": write HOST:PORT");
    }
}
