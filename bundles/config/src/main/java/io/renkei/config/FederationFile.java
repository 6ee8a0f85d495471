package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.Environment;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.Nearest;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.config.internal.CfgFile;
import io.renkei.config.internal.Labels;
import io.renkei.config.internal.ValueForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one {@code etc/io.renkei.federation-NN-ENV.cfg}: everything that can be seen from this file alone, all faults at
 * once. Nothing is corrected, no key is ignored.
 */
public final class FederationFile {
    /** What the name of every such file begins with. */
    public static final String PID = "io.renkei.federation";

    private static final Pattern NAME = Pattern.compile(Pattern.quote(PID) + "-([0-9]{2})-(prod|test)\\.cfg");
    private static final Pattern KIND = Pattern.compile("[a-z]{2,10}");

    private final Map<String, LinkKind> kinds;
    private final Set<Half> halves;
    private final Path file;
    private final Map<String, CfgFile.Entry> entries;
    private final List<ConfigFault> faults;
    private final boolean readable;

    /**
     * What can be said of a file even if parts of it are wrong.
     *
     * @param reading its content as a whole, or all faults
     * @param links that it is about, as far as they are known
     * @param given the values that have the form of their key
     */
    record Look(Reading<FederationSettings> reading, List<LinkId> links, List<Given> given) {
        Look {
            links = List.copyOf(links);
            given = List.copyOf(given);
        }
    }

    /**
     * A value that stands in the file.
     *
     * @param line from 1
     */
    record Given(Path file, LinkId link, SettingKey key, String value, int line) {}

    private FederationFile(Collection<? extends LinkKind> kinds, Set<Half> halves, Path file) {
        this.kinds = new TreeMap<>();
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
        this.halves = halves;
        this.file = file;
        CfgFile.Content content = CfgFile.read(file);
        entries = content.entries();
        faults = new ArrayList<>(content.faults());
        readable = content.readable();
    }

    /**
     * Reads the file.
     *
     * @param kinds those that are installed
     * @param halves what this node holds, see {@link NodeSettings.Role#halves}
     */
    public static Reading<FederationSettings> read(Path file, Collection<? extends LinkKind> kinds, Set<Half> halves) {
        return look(file, kinds, halves).reading();
    }

    /** Reads the file, and tells what is right in it even if something else is not. */
    static Look look(Path file, Collection<? extends LinkKind> kinds, Set<Half> halves) {
        return new FederationFile(kinds, halves, file).look();
    }

    /** Name of the file for a federation and environment. */
    public static String fileName(FederationId federation, Environment environment) {
        return PID + "-" + federation + "-" + environment + ".cfg";
    }

    private Look look() {
        Optional<FederationId> federation = Optional.empty();
        Optional<Environment> environment = Optional.empty();
        try {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (!name.matches()) {
                throw new IllegalArgumentException("neither federation nor environment");
            }
            federation = Optional.of(FederationId.parse(name.group(1)));
            environment = Optional.of(Environment.parse(name.group(2)));
        } catch (IllegalArgumentException e) {
            fault(0, ErrorCode.CONFIG_CONFLICT, "", nameFault(String.valueOf(file.getFileName())));
        }
        if (!readable) {
            return new Look(Reading.faulty(faults), List.of(), List.of());
        }
        federation = agreed("federation", federation, FederationId::parse);
        environment = agreed("environment", environment, Environment::parse);
        value(LinkKeys.FEDERATION.get(2));
        List<LinkKind> used = links();
        Map<String, SettingKey> known = knownKeys(used);
        refuseOthers(known);
        Set<String> right = new LinkedHashSet<>();
        for (SettingKey key : known.values()) {
            if (check(key, environment)) {
                right.add(key.name());
            }
        }
        used.forEach(kind -> halves.stream().sorted().forEach(half -> kindFaults(kind, half, right)));
        if (federation.isEmpty() || environment.isEmpty()) {
            return new Look(Reading.faulty(faults), List.of(), List.of());
        }
        return look(new LinkOf(federation.get(), environment.get()), used, right);
    }

    /** The links of the file but for their kind. */
    private record LinkOf(FederationId federation, Environment environment) {
        LinkId kind(LinkKind kind) {
            return new LinkId(kind.name(), federation, environment);
        }
    }

    private Look look(LinkOf link, List<LinkKind> used, Set<String> right) {
        List<Given> given = new ArrayList<>();
        for (LinkKind kind : used) {
            for (SettingKey key : LinkKeys.of(kind)) {
                if (right.contains(key.name()) && entries.containsKey(key.name())) {
                    given.add(new Given(file, link.kind(kind), key, text(key.name()), line(key.name())));
                }
            }
        }
        List<LinkId> links = used.stream().map(link::kind).toList();
        if (!faults.isEmpty()) {
            return new Look(Reading.faulty(faults), links, given);
        }
        List<HalfSettings> result = new ArrayList<>();
        for (LinkKind kind : used) {
            halves.stream().sorted().forEach(half -> result.add(half(link.kind(kind), half, kind)));
        }
        Map<String, Integer> lines = new HashMap<>();
        entries.values().forEach(entry -> lines.put(entry.key(), entry.line()));
        FederationSettings settings =
                new FederationSettings(link.federation(), link.environment(), text("name"), result, file, lines);
        return new Look(Reading.right(settings), links, given);
    }

    private static String nameFault(String name) {
        if (name.endsWith(".cfg.json") || name.endsWith(".config")) {
            return "a federation's file must be a .cfg file: Karaf rewrites other forms with their secrets in clear;"
                    + " move its content into " + PID + "-NN-ENV.cfg";
        }
        return "the name must be " + PID + "-NN-ENV.cfg, NN = 01..47 or 99, ENV = prod or test";
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private <T> Optional<T> parse(String key, String text, Parser<T> parser) {
        try {
            return Optional.of(parser.parse(text));
        } catch (IllegalArgumentException e) {
            fault(line(key), ErrorCode.CONFIG_BAD_VALUE, key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The value of a key that must say the same as the name of the file. */
    private <T> Optional<T> agreed(String key, Optional<T> named, Parser<T> parser) {
        if (!entries.containsKey(key)) {
            fault(
                    0,
                    ErrorCode.CONFIG_MISSING_KEY,
                    key,
                    "missing key " + key
                            + named.map(value -> "; write " + key + " = " + value)
                                    .orElse(""));
            return named;
        }
        Optional<T> given = parse(key, text(key), parser);
        if (given.isPresent() && named.isPresent() && !given.equals(named)) {
            fault(
                    line(key),
                    ErrorCode.CONFIG_CONFLICT,
                    key,
                    key + " = " + given.get() + ", but the file's name says " + named.get());
        }
        return given.isPresent() ? given : named;
    }

    private List<LinkKind> links() {
        if (!entries.containsKey("links") || text("links").isEmpty()) {
            fault(
                    line("links"),
                    ErrorCode.CONFIG_MISSING_KEY,
                    "links",
                    "links is missing or empty; installed kinds: " + String.join(", ", kinds.keySet()));
            return List.of();
        }
        List<LinkKind> used = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String part : text("links").split(",", -1)) {
            String name = part.strip();
            LinkKind kind = kinds.get(name);
            if (!seen.add(name)) {
                fault(line("links"), ErrorCode.CONFIG_DUPLICATE, "links", "links names '" + name + "' twice");
            } else if (kind != null) {
                used.add(kind);
            } else if (KIND.matcher(name).matches()) {
                fault(
                        line("links"),
                        ErrorCode.KIND_MISSING,
                        "links",
                        "no bundle offers the kind '" + name + "'; installed: " + String.join(", ", kinds.keySet())
                                + Nearest.hint(name, kinds.keySet()));
            } else {
                fault(
                        line("links"),
                        ErrorCode.CONFIG_BAD_VALUE,
                        "links",
                        "links holds something that is no kind (lower-case letters, separated by commas); installed: "
                                + String.join(", ", kinds.keySet()));
            }
        }
        return used;
    }

    private Map<String, SettingKey> knownKeys(List<LinkKind> used) {
        Map<String, SettingKey> known = new TreeMap<>();
        for (LinkKind kind : used) {
            LinkKeys.of(kind).forEach(key -> known.put(key.name(), key));
        }
        known.values().removeIf(key -> halves.stream().noneMatch(half -> LinkKeys.concerns(key, half)));
        return known;
    }

    /** Every key that this file must not hold. */
    private void refuseOthers(Map<String, SettingKey> known) {
        Set<String> allowed = new LinkedHashSet<>(known.keySet());
        LinkKeys.FEDERATION.forEach(key -> allowed.add(key.name()));
        for (CfgFile.Entry entry : entries.values()) {
            String key = entry.key();
            if (!allowed.contains(key) && !belongsToMissingKind(key)) {
                fault(entry.line(), ErrorCode.CONFIG_UNKNOWN_KEY, key, whyNot(key, allowed));
            }
        }
    }

    /** One fault for a kind that is not installed is enough. */
    private boolean belongsToMissingKind(String key) {
        int dot = key.indexOf('.');
        return dot > 0
                && !kinds.containsKey(key.substring(0, dot))
                && List.of(text("links").split("[,\\s]+", -1)).contains(key.substring(0, dot));
    }

    private String whyNot(String key, Set<String> allowed) {
        int dot = key.indexOf('.');
        LinkKind kind = dot < 0 ? null : kinds.get(key.substring(0, dot));
        if (kind != null) {
            for (SettingKey other : LinkKeys.of(kind)) {
                if (other.name().equals(key)
                        && !List.of(text("links").split("[,\\s]+", -1)).contains(kind.name())) {
                    return key + " is of no use: links does not name " + kind.name();
                }
                if (other.name().equals(key)) {
                    return key + " belongs into the file of the " + other.half() + "; this node has the role "
                            + halves.iterator().next();
                }
            }
        }
        return "unknown key '" + key.replaceAll("\\p{Cntrl}", "?") + "'" + Nearest.hint(key, allowed);
    }

    /** Whether nothing is wrong with a key of a kind. */
    private boolean check(SettingKey key, Optional<Environment> environment) {
        CfgFile.Entry entry = entries.get(key.name());
        if (entry == null) {
            if (key.defaultValue() == null) {
                fault(
                        0,
                        ErrorCode.CONFIG_MISSING_KEY,
                        key.name(),
                        "missing key " + key.name() + " (" + key.help() + "); " + ValueForm.form(key));
            }
            return key.defaultValue() != null;
        }
        if (!value(key)) {
            return false;
        }
        Optional<String> label = key.type() == SettingType.TEXT
                ? environment.flatMap(own -> Labels.conflict(entry.value(), own))
                : Optional.empty();
        label.ifPresent(text -> fault(entry.line(), ErrorCode.CONFIG_CONFLICT, key.name(), key.name() + " " + text));
        return label.isEmpty();
    }

    /** What only the kind can see, if each of its keys is right for itself. */
    private void kindFaults(LinkKind kind, Half half, Set<String> right) {
        Settings own = ownSettings(kind, half);
        if (!right.containsAll(own.values().keySet())) {
            return;
        }
        for (String text : kind.faults(half, own)) {
            String key = own.values().keySet().stream()
                    .filter(name -> entries.containsKey(name) && text.contains(name))
                    .max((a, b) -> Integer.compare(a.length(), b.length()))
                    .orElse("");
            fault(line(key), ErrorCode.CONFIG_CONFLICT, key, text);
        }
    }

    private Settings ownSettings(LinkKind kind, Half half) {
        Map<String, String> own = new HashMap<>();
        for (SettingKey key : kind.keys()) {
            if (LinkKeys.concerns(key, half)) {
                own.put(key.name(), given(key));
            }
        }
        return new Settings(own);
    }

    /** Whether the value of a key, if it is given, has the key's form. */
    private boolean value(SettingKey key) {
        CfgFile.Entry entry = entries.get(key.name());
        Optional<String> wrong =
                entry == null || faulty(key.name()) ? Optional.empty() : ValueForm.fault(key, entry.value());
        wrong.ifPresent(
                text -> fault(line(key.name()), ErrorCode.CONFIG_BAD_VALUE, key.name(), key.name() + " " + text));
        return wrong.isEmpty() && !faulty(key.name());
    }

    /** Whether the line of a key could not even be read. */
    private boolean faulty(String key) {
        return faults.stream()
                .anyMatch(fault ->
                        fault.code() == ErrorCode.CONFIG_SYNTAX && fault.key().equals(key));
    }

    private HalfSettings half(LinkId link, Half half, LinkKind kind) {
        Map<String, String> common = new HashMap<>();
        LinkKeys.common(kind.name()).forEach(key -> common.put(key.name(), given(key)));
        JournalSettings journal = LinkKeys.journal(kind, new Settings(common));
        LinkKeys.common(kind.name()).stream()
                .filter(key -> !LinkKeys.concerns(key, half))
                .forEach(key -> common.remove(key.name()));
        return new HalfSettings(link, half, ownSettings(kind, half), new Settings(common), journal);
    }

    private String given(SettingKey key) {
        CfgFile.Entry entry = entries.get(key.name());
        return entry == null ? String.valueOf(key.defaultValue()) : entry.value();
    }

    private String text(String key) {
        CfgFile.Entry entry = entries.get(key);
        return entry == null ? "" : entry.value();
    }

    private int line(String key) {
        CfgFile.Entry entry = entries.get(key);
        return entry == null ? 0 : entry.line();
    }

    private void fault(int line, ErrorCode code, String key, String message) {
        faults.add(new ConfigFault(file.toString(), line, code, key, message));
    }
}
