package io.renkei.shell.internal;

import java.time.Duration;
import java.time.Instant;

/** Times as people read them. */
final class Times {
    private Times() {}

    static String ago(Instant since, Instant now) {
        return brief(Duration.between(since, now));
    }

    static String brief(Duration duration) {
        long ms = Math.max(0, duration.toMillis());
        if (ms < 1_000) {
            return ms + "ms";
        }
        if (ms < 120_000) {
            return ms / 1_000 + "." + ms % 1_000 / 100 + "s";
        }
        long minutes = duration.toMinutes();
        return minutes < 120 ? minutes + "m" : minutes < 2 * 24 * 60 ? minutes / 60 + "h" : minutes / 60 / 24 + "d";
    }
}
