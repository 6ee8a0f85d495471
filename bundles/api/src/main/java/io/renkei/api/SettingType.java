package io.renkei.api;

/** What a configuration value may look like. */
public enum SettingType {
    TEXT,
    /** {@code secret:NAME}, never the secret itself. */
    SECRET,
    /** ISO-8601 ({@code PT1S}) or a number with ms, s, m, h, d. */
    DURATION,
    /** A number of bytes, with KiB, MiB, GiB, TiB allowed. */
    BYTES,
    INTEGER,
    BOOLEAN,
    /** One of the words in {@link SettingKey#allowed()}. */
    CHOICE
}
