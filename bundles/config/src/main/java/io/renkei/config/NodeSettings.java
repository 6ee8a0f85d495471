package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.Nearest;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.config.internal.CfgFile;
import io.renkei.config.internal.ValueForm;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What this node is: {@code etc/io.renkei.node.cfg}.
 *
 * @param name in status, log and line; 1..60 letters, digits and dashes
 * @param lists folder with the lists of tables, folders, reports
 * @param secrets folder with one file for each secret
 */
public record NodeSettings(String name, Role role, Path lists, Path secrets) {
    /** Name of the file in {@code etc/}. */
    public static final String FILE = "io.renkei.node.cfg";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,59}");

    /** Which halves of its links a node holds. */
    public enum Role {
        CENTRE,
        SITE,
        /** Both halves in one container. */
        ALL;

        /** The halves. */
        public Set<Half> halves() {
            return Collections.unmodifiableSet(
                    switch (this) {
                        case CENTRE -> EnumSet.of(Half.CENTRE);
                        case SITE -> EnumSet.of(Half.SITE);
                        case ALL -> EnumSet.allOf(Half.class);
                    });
        }
    }

    public NodeSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a node's name is 1..60 letters, digits and dashes");
        }
    }

    /** Its keys, in the order of the sample. */
    public static List<SettingKey> keys() {
        return List.of(
                new SettingKey(
                        "name",
                        SettingType.TEXT,
                        null,
                        List.of(),
                        "renkei",
                        "name in status, log and line; letters, digits, dash"),
                new SettingKey(
                        "role",
                        SettingType.CHOICE,
                        null,
                        List.of("centre", "site", "all"),
                        "all",
                        "which halves of its links this node holds; all: both in one container"),
                new SettingKey(
                        "lists",
                        SettingType.TEXT,
                        null,
                        List.of(),
                        "lists",
                        "folder with the lists of tables, folders, reports; relative to etc/"),
                new SettingKey(
                        "secrets",
                        SettingType.TEXT,
                        null,
                        List.of(),
                        "secrets",
                        "folder with one file for each secret, readable by its owner alone; relative to etc/"));
    }

    /**
     * What holds if the file says nothing.
     *
     * @param etc folder of the configuration
     */
    public static NodeSettings defaults(Path etc) {
        return new NodeSettings("renkei", Role.ALL, etc.resolve("lists"), etc.resolve("secrets"));
    }

    /**
     * Reads the file.
     *
     * @param etc folder of the configuration
     */
    public static Reading<NodeSettings> read(Path etc) {
        Path file = etc.resolve(FILE);
        CfgFile.Content content = CfgFile.read(file);
        List<ConfigFault> faults = new ArrayList<>(content.faults());
        Map<String, String> values = new HashMap<>();
        List<String> names = keys().stream().map(SettingKey::name).toList();
        for (SettingKey key : keys()) {
            CfgFile.Entry entry = content.entries().get(key.name());
            values.put(key.name(), entry == null ? String.valueOf(key.defaultValue()) : entry.value());
            if (entry != null) {
                ValueForm.fault(key, entry.value())
                        .or(() -> ownForm(key, entry.value()))
                        .ifPresent(text -> faults.add(new ConfigFault(
                                file.toString(),
                                entry.line(),
                                ErrorCode.CONFIG_BAD_VALUE,
                                key.name(),
                                key.name() + " " + text)));
            }
        }
        for (CfgFile.Entry entry : content.entries().values()) {
            if (!names.contains(entry.key())) {
                faults.add(new ConfigFault(
                        file.toString(),
                        entry.line(),
                        ErrorCode.CONFIG_UNKNOWN_KEY,
                        entry.key(),
                        "unknown key '" + entry.key() + "'; allowed: " + String.join(", ", names)
                                + Nearest.hint(entry.key(), names)));
            }
        }
        if (!faults.isEmpty()) {
            return Reading.faulty(faults);
        }
        return Reading.right(new NodeSettings(
                values.getOrDefault("name", ""),
                Role.valueOf(values.getOrDefault("role", "all").toUpperCase(Locale.ROOT)),
                etc.resolve(values.getOrDefault("lists", "")),
                etc.resolve(values.getOrDefault("secrets", ""))));
    }

    private static Optional<String> ownForm(SettingKey key, String value) {
        if (key.name().equals("name") && !NAME.matcher(value).matches()) {
            return Optional.of("is 1..60 letters, digits and dashes");
        }
        if (key.type() == SettingType.TEXT) {
            return pathForm(value);
        }
        return Optional.empty();
    }

    private static Optional<String> pathForm(String value) {
        try {
            // only the NUL character makes a text no path here
            Path path = Path.of(value);
            return path.toString().isEmpty() ? Optional.of("is empty") : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of("is not a path");
        }
    }
}
