package io.renkei.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the value forms of configuration files. */
public final class SettingValues {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,12}) ?(KiB|MiB|GiB|TiB|B)?");
    private static final Map<String, Integer> SHIFT = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

    private SettingValues() {}

    /**
     * Reads {@code 5s}, {@code 200ms}, {@code PT1M}.
     *
     * @throws IllegalArgumentException if it is neither form
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration: write 200ms, 5s, 2m, 1h, 3d or ISO-8601", e);
        }
    }

    /**
     * Reads {@code 64MiB}, {@code 20GiB}, {@code 1024}.
     *
     * @throws IllegalArgumentException if it is not such a size
     */
    public static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size: write a number with B, KiB, MiB, GiB or TiB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << SHIFT.getOrDefault(unit, 0));
    }
}
