package io.renkei.config;

import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkKind;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.config.internal.ValueForm;
import java.util.ArrayList;
import java.util.List;

/** The keys of one link in a federation's file: those that every kind has, and the kind's own. */
public final class LinkKeys {
    /** Keys of a federation's file that belong to no kind. */
    public static final List<SettingKey> FEDERATION = List.of(
            new SettingKey(
                    "federation",
                    SettingType.TEXT,
                    null,
                    List.of(),
                    null,
                    "two digits: 01..47, or 99 for the national body; as in the file's name"),
            new SettingKey(
                    "environment", SettingType.CHOICE, null, List.of("prod", "test"), null, "as in the file's name"),
            new SettingKey("name", SettingType.TEXT, null, List.of(), "", "name of the federation, for people"),
            new SettingKey("links", SettingType.TEXT, null, List.of(), null, "kinds of links, separated by commas"));

    private static final String LIMIT = ".journal.limit";
    private static final String SEGMENT = ".journal.segment";
    private static final String RETENTION = ".journal.retention";
    private static final String KEY = ".journal.key";
    static final String LATE = ".late";

    private LinkKeys() {}

    /** What every kind has, whether its bundle is installed or not. */
    public static List<SettingKey> common(String kind) {
        return List.of(
                new SettingKey(
                        kind + LIMIT,
                        SettingType.BYTES,
                        Half.CENTRE,
                        List.of("1MiB", "16TiB"),
                        "20GiB",
                        "most the journal may take on disk; what happens then depends on the kind"),
                new SettingKey(
                        kind + SEGMENT,
                        SettingType.BYTES,
                        Half.CENTRE,
                        List.of("64KiB", "1GiB"),
                        "64MiB",
                        "a new journal file is begun at this size"),
                new SettingKey(
                        kind + RETENTION,
                        SettingType.DURATION,
                        Half.CENTRE,
                        List.of("0s", "31d"),
                        "3d",
                        "how long batches stay after the site has them, so that a restored target can be caught up"),
                new SettingKey(
                        kind + KEY,
                        SettingType.SECRET,
                        Half.CENTRE,
                        List.of(),
                        "",
                        "secret with an AES-256 key (base64); empty: the journal is not encrypted"),
                new SettingKey(
                        kind + LATE,
                        SettingType.DURATION,
                        null,
                        List.of("1s", "31d"),
                        "30s",
                        "a link whose newest change is older than this is shown as late"));
    }

    /** The keys of a link of this kind: its own first. */
    public static List<SettingKey> of(LinkKind kind) {
        List<SettingKey> keys = new ArrayList<>(kind.keys());
        keys.addAll(common(kind.name()));
        return keys;
    }

    /** What a person must know to set a key: meaning with units, allowed values, default. As in the samples. */
    public static String describe(SettingKey key) {
        String value = key.defaultValue();
        String otherwise = value == null ? "required" : value.isEmpty() ? "default: none" : "default: " + value;
        return key.help() + "; " + ValueForm.form(key) + "; " + otherwise;
    }

    /** Whether a key belongs into the file of a node with this half. */
    static boolean concerns(SettingKey key, Half half) {
        return key.half() == null || key.half() == half;
    }

    static JournalSettings journal(LinkKind kind, Settings values) {
        return new JournalSettings(
                values.bytes(kind.name() + LIMIT),
                values.bytes(kind.name() + SEGMENT),
                values.duration(kind.name() + RETENTION),
                values.text(kind.name() + KEY),
                kind.traits().encoded());
    }
}
