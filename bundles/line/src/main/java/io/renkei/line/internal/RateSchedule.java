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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes per second by day and time, for example {@code 10MiB/s Mon-Fri 08:00-18:00, 50MiB/s}: the first entry that fits
 * counts, outside all entries there is no limit. A time from 22:00 to 06:00 ends on the next day.
 */
final class RateSchedule {
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final Pattern ENTRY = Pattern.compile(
            "(?<rate>[0-9]+(?:B|KiB|MiB|GiB))/s(?: +(?<days>[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?))?(?: +(?<from>[0-9]{2}:[0-9]{2})-(?<to>[0-9]{2}:[0-9]{2}))?");
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    private record Entry(long bytesPerSecond, Set<DayOfWeek> days, LocalTime from, LocalTime to) {
        /** What goes over midnight belongs to the day on which it begins. */
        boolean fits(ZonedDateTime time) {
            LocalTime clock = time.toLocalTime();
            DayOfWeek today = time.getDayOfWeek();
            if (from.equals(to)) {
                return days.contains(today);
            }
            boolean begun = !clock.isBefore(from);
            boolean goesOn = clock.isBefore(to);
            return from.isBefore(to)
                    ? begun && goesOn && days.contains(today)
                    : (begun && days.contains(today)) || (goesOn && days.contains(today.minus(1)));
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
        DayOfWeek first = day(text, ends[0]);
        DayOfWeek last = day(text, ends[ends.length - 1]);
        EnumSet<DayOfWeek> days = EnumSet.of(first);
        for (DayOfWeek day = first; day != last; day = day.plus(1)) {
            days.add(day.plus(1));
        }
        return days;
    }

    private static DayOfWeek day(String text, String name) {
        if (!DAYS.contains(name)) {
            throw new IllegalArgumentException("days are " + DAYS + ", not '" + text + "'");
        }
        return DayOfWeek.of(DAYS.indexOf(name) + 1);
    }

    /** The limit at this time, {@link #UNLIMITED} if there is none. */
    long bytesPerSecond(Instant now) {
        ZonedDateTime time = now.atZone(zone);
        return entries.stream()
                .filter(entry -> entry.fits(time))
                .mapToLong(Entry::bytesPerSecond)
                .findFirst()
                .orElse(UNLIMITED);
    }
}
