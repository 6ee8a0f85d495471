package io.renkei.config;

import io.renkei.api.Environment;
import io.renkei.api.FederationId;
import io.renkei.api.Half;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The checked content of one federation's file: this node's halves of all its links in one environment.
 *
 * @param name for people; may be empty
 * @param halves in the order of {@code links}, the centre's half first
 * @param given every key that the file holds, with its line
 */
public record FederationSettings(
        FederationId federation,
        Environment environment,
        String name,
        List<HalfSettings> halves,
        Path file,
        Map<String, Integer> given) {
    public FederationSettings {
        halves = List.copyOf(halves);
        given = Map.copyOf(given);
    }

    /** Name of the Camel context and middle of the file name, for example {@code 13-prod}. */
    public String instance() {
        return federation + "-" + environment;
    }

    /** One half, if this node has it. */
    public Optional<HalfSettings> half(String kind, Half half) {
        return halves.stream()
                .filter(settings -> settings.link().kind().equals(kind) && settings.half() == half)
                .findFirst();
    }

    /** Every setting in force with its value, given or default; secrets are references. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        values.put("name", name);
        for (HalfSettings half : halves) {
            values.putAll(half.settings().values());
            values.putAll(half.shared().values());
        }
        return values;
    }

    /** Where a key stands, {@code FILE:LINE}, or {@code default}. */
    public String source(String key) {
        Integer line = given.get(key);
        return line == null ? "default" : file + ":" + line;
    }
}
