package io.renkei.line.internal;

import io.renkei.api.SettingValues;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes per second by day and time, for example {@code 10MiB/s Mon-Fri 08:00-18:00, 50MiB/s}: the first entry that fits
 * counts, outside all entries there is no limit.
 */
final class RateSchedule {
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final Pattern ENTRY = Pattern.compile(
            "(?<rate>[0-9]+(?:B|KiB|MiB|GiB))/s(?: +(?<days>[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?))?(?: +(?<from>[0-9]{2}:[0-9]{2})-(?<to>[0-9]{2}:[0-9]{2}))?");
    private static final Map<String, DayOfWeek> DAYS = Map.of(
            "Mon", DayOfWeek.MONDAY,
            "Tue", DayOfWeek.TUESDAY,
            "Wed", DayOfWeek.WEDNESDAY,
            "Thu", DayOfWeek.THURSDAY,
            "Fri", DayOfWeek.FRIDAY,
            "Sat", DayOfWeek.SATURDAY,
            "Sun", DayOfWeek.SUNDAY);

    private record Entry(long bytesPerSecond, Set<DayOfWeek> days, LocalTime from, LocalTime to) {
        boolean fits(ZonedDateTime time) {
            LocalTime clock = time.toLocalTime();
            boolean inside = from.equals(to)
                    || (from.isBefore(to)
                            ? !clock.isBefore(from) && clock.isBefore(to)
                            : !clock.isBefore(from) || clock.isBefore(to));
            return inside && days.contains(time.getDayOfWeek());
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final ZoneId zone;

    /**
     * @param text entries with commas between them; empty: no limit
     * @throws IllegalArgumentException naming the entry that is not understood
     */
    RateSchedule(String text, ZoneId zone) {
        this.zone = zone;
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                entries.add(entry(part.strip()));
            }
        }
    }

    private static Entry entry(String text) {
        Matcher matcher = ENTRY.matcher(text);
        try {
            if (matcher.matches()) {
                long rate = SettingValues.bytes(matcher.group("rate"));
                LocalTime from =
                        matcher.group("from") == null ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group("from"));
                LocalTime to = matcher.group("to") == null ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group("to"));
                if (rate > 0) {
                    return new Entry(rate, days(matcher.group("days")), from, to);
                }
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("no such time in '" + text + "'", e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not like 10MiB/s, 10MiB/s Mon-Fri or 10MiB/s Mon-Fri 08:00-18:00");
    }

    private static Set<DayOfWeek> days(@Nullable String text) {
        if (text == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        String[] ends = text.split("-", -1);
        DayOfWeek first = DAYS.get(ends[0]);
        DayOfWeek last = DAYS.get(ends[ends.length - 1]);
        if (first == null || last == null) {
            throw new IllegalArgumentException("days are " + DAYS.keySet() + ", not '" + text + "'");
        }
        EnumSet<DayOfWeek> days = EnumSet.of(first);
        for (DayOfWeek day = first; day != last; day = day.plus(1)) {
            days.add(day.plus(1));
        }
        return days;
    }

    long bytesPerSecond(Instant now) {
        ZonedDateTime time = now.atZone(zone);
        return entries.stream()
                .filter(entry -> entry.fits(time))
                .mapToLong(Entry::bytesPerSecond)
                .findFirst()
                .orElse(UNLIMITED);
    }
}
