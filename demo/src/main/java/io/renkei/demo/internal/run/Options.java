package io.renkei.demo.internal.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demo was asked for.
 *
 * @param duration how long the load runs; null: until Ctrl-C
 * @param json one line of JSON on standard output at the end, everything else on standard error
 * @param keep leaves the folder with databases and node homes
 * @param tamper changes one row at a target behind Renkei's back: the demo must then end with status 1
 * @param fault {@code line}, {@code target} or {@code kill}: what is broken in the middle; null: nothing
 * @param home folder of everything; null: a new one
 */
public record Options(
        @Nullable Duration duration,
        boolean json,
        boolean keep,
        boolean tamper,
        @Nullable String fault,
        @Nullable Path home) {
    private static final List<String> FAULTS = List.of("line", "target", "kill");

    /**
     * @throws IllegalArgumentException naming the argument and what is allowed
     */
    public static Options parse(String[] args) {
        Deque<String> left = new ArrayDeque<>(List.of(args));
        Duration duration = null;
        boolean json = false;
        boolean keep = false;
        boolean tamper = false;
        String fault = null;
        Path home = null;
        while (!left.isEmpty()) {
            String option = left.remove();
            switch (option) {
                case "--json" -> json = true;
                case "--keep" -> keep = true;
                case "--tamper" -> tamper = true;
                case "--for" -> duration = seconds(value(option, left));
                case "--break" -> fault = fault(value(option, left));
                case "--home" -> home = Path.of(value(option, left)).toAbsolutePath();
                default ->
                    throw new IllegalArgumentException("unknown argument '" + option
                            + "'; there are --for 60s, --json, --keep, --tamper, --break line|target|kill, --home DIR");
            }
        }
        if (json && duration == null) {
            throw new IllegalArgumentException("--json needs an end: add --for 60s");
        }
        return new Options(duration, json, keep, tamper, fault, home);
    }

    private static String value(String option, Deque<String> left) {
        String value = left.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    private static Duration seconds(String text) {
        if (!text.matches("[0-9]{1,5}s?")) {
            throw new IllegalArgumentException("--for takes seconds, for example 60s; was '" + text + "'");
        }
        return Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
    }

    private static String fault(String text) {
        if (!FAULTS.contains(text)) {
            throw new IllegalArgumentException("--break takes one of " + FAULTS + ", was '" + text + "'");
        }
        return text;
    }
}
