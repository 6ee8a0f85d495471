package io.renkei.management;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Texts for people in one language (English, or Japanese where it is asked for), with times in the zone of the reader.
 * Numbers in messages are formatted before: what a placeholder stands for is always text.
 */
public final class Texts {
    // without this control an English reader on a Japanese machine would get Japanese
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private final ResourceBundle bundle;
    private final Locale locale;
    private final ZoneId zone;

    /**
     * @param home a class beside the texts
     * @param name file name without language and ending
     */
    public Texts(Class<?> home, String name, Locale locale, ZoneId zone) {
        this.bundle =
                ResourceBundle.getBundle(home.getPackageName() + "." + name, locale, home.getClassLoader(), EXACT);
        this.locale = locale;
        this.zone = zone;
    }

    /** The language. */
    public Locale locale() {
        return locale;
    }

    /**
     * A text, its placeholders filled in.
     *
     * @throws java.util.MissingResourceException if there is no such text: a defect
     */
    public String text(String key, Object... values) {
        String pattern = bundle.getString(key);
        return values.length == 0 ? pattern : new MessageFormat(pattern, Locale.ROOT).format(texts(values));
    }

    private static Object[] texts(Object[] values) {
        Object[] texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = String.valueOf(values[i]);
        }
        return texts;
    }

    /** For example {@code 2026-11-26 12:40:07 +09:00}. */
    public String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    /** For example {@code 340ms}, {@code 4.2s}, {@code 17m}, {@code 5h}, {@code 3d}; never negative. */
    public static String brief(Duration duration) {
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

    /** How long ago something was, see {@link #brief}. */
    public static String ago(Instant since, Instant now) {
        return brief(Duration.between(since, now));
    }

    /** For example {@code 512 B}, {@code 1.4 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** With thousands separators, for example {@code 1,204,551}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
