package io.renkei.config;

import io.renkei.api.LinkKind;
import io.renkei.api.LinkService.EffectiveSetting;
import io.renkei.api.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in force for a link, and where each value comes from; secrets are references. */
public final class EffectiveSettings {
    private EffectiveSettings() {}

    /** Keys of the federation first, then those of the kind, of all halves that the node holds. */
    public static List<EffectiveSetting> of(FederationSettings federation, LinkKind kind) {
        List<EffectiveSetting> result = new ArrayList<>();
        result.add(setting(federation, "federation", federation.federation().toString()));
        result.add(setting(federation, "environment", federation.environment().toString()));
        result.add(setting(federation, "name", federation.name()));
        Map<String, String> values = new TreeMap<>();
        for (HalfSettings half : federation.halves()) {
            if (half.link().kind().equals(kind.name())) {
                values.putAll(half.settings().values());
                values.putAll(half.shared().values());
            }
        }
        for (SettingKey key : LinkKeys.of(kind)) {
            String value = values.get(key.name());
            if (value != null) {
                result.add(setting(federation, key.name(), value));
            }
        }
        return result;
    }

    private static EffectiveSetting setting(FederationSettings federation, String key, String value) {
        return new EffectiveSetting(key, value, federation.source(key));
    }
}
