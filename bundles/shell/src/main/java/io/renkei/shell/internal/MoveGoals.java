package io.renkei.shell.internal;

import io.renkei.api.MoveGoal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a target is to be moved to: {@code now}, {@code begin}, a time, or a place in the words of the kind. */
final class MoveGoals {
    /** As the commands print times, and as ISO 8601 has them; without an offset in the reader's zone. */
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?) ?(Z|[+-]\\d\\d:\\d\\d)?");

    private static final Pattern LIKE_A_TIME = Pattern.compile("\\d{4}-.*|\\d\\d:.*");

    private MoveGoals() {}

    /**
     * Where to; empty: it looks like a time and is none.
     *
     * @param zone of times without an offset
     */
    static Optional<MoveGoal> parse(String text, ZoneId zone) {
        if (text.equals("now")) {
            return Optional.of(new MoveGoal.End());
        }
        if (text.equals("begin")) {
            return Optional.of(new MoveGoal.Begin());
        }
        if (LIKE_A_TIME.matcher(text).matches()) {
            return time(text, zone).map(MoveGoal.Since::new);
        }
        return Optional.of(new MoveGoal.At(text));
    }

    private static Optional<Instant> time(String text, ZoneId zone) {
        Matcher found = TIME.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        String local = found.group(1) + "T" + found.group(2);
        String offset = found.group(3);
        try {
            return Optional.of(
                    offset == null
                            ? LocalDateTime.parse(local).atZone(zone).toInstant()
                            : OffsetDateTime.parse(local + offset).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
