package io.renkei.api;

import java.time.Duration;
import java.util.Map;

/**
 * The checked settings of one link: every declared key of its kind is there (given or default) and has its type. Two
 * equal settings mean: nothing to restart.
 *
 * @param values key to text, secrets as references
 */
public record Settings(Map<String, String> values) {
    public Settings {
        values = Map.copyOf(values);
    }

    /**
     * @throws IllegalArgumentException if the kind did not declare the key
     */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting " + key);
        }
        return value;
    }

    /** The value as a duration. */
    public Duration duration(String key) {
        return SettingValues.duration(text(key));
    }

    /** The value as a number of bytes. */
    public long bytes(String key) {
        return SettingValues.bytes(text(key));
    }

    /** The value as a whole number. */
    public int integer(String key) {
        return Integer.parseInt(text(key));
    }

    /** The value as a truth. */
    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }
}
