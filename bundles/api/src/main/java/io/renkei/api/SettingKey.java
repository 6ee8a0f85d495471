package io.renkei.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key of a kind.
 *
 * @param name whole key, for example {@code db.source.url}
 * @param half whose file it belongs into; null: both
 * @param allowed words of a CHOICE; for INTEGER, BYTES and DURATION the least and the most value, or empty; else empty
 * @param defaultValue null: required
 * @param help one English sentence with units, shown by config-show and in the samples
 */
public record SettingKey(
        String name,
        SettingType type,
        @Nullable Half half,
        List<String> allowed,
        @Nullable String defaultValue,
        String help) {
    public SettingKey {
        allowed = List.copyOf(allowed);
    }
}
