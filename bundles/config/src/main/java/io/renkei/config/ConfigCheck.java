package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkKind;
import io.renkei.api.Secrets;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.config.internal.Endpoints;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the configuration of a node as a whole: each file for itself, what only shows between files (two links with one
 * database), the lists and the secrets. Asks nobody outside the files.
 */
public final class ConfigCheck {
    /**
     * What came of it.
     *
     * @param node what the node is; empty: its file is faulty
     * @param federations the files without any fault; what may run
     * @param faults of all files, in order of file and line
     * @param files how many were looked at
     */
    public record Report(
            Optional<NodeSettings> node, List<FederationSettings> federations, List<ConfigFault> faults, int files) {
        public Report {
            federations = List.copyOf(federations);
            faults = List.copyOf(faults);
        }

        /** The faults of one file. */
        public List<ConfigFault> faultsOf(Path file) {
            return faults.stream()
                    .filter(fault -> fault.file().equals(file.toString()))
                    .toList();
        }
    }

    private final Path etc;
    private final Collection<? extends LinkKind> kinds;
    private final Set<ConfigFault> faults = new LinkedHashSet<>();

    private ConfigCheck(Path etc, Collection<? extends LinkKind> kinds) {
        this.etc = etc;
        this.kinds = kinds;
    }

    /**
     * Checks all files of a node.
     *
     * @param etc folder of its configuration
     * @param kinds those that are installed
     */
    public static Report check(Path etc, Collection<? extends LinkKind> kinds, Secrets secrets) {
        return new ConfigCheck(etc, kinds).all(secrets);
    }

    /** The files that are, or try to be, a federation's configuration, in order of name. */
    public static List<Path> files(Path etc) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(etc, FederationFile.PID + "*")) {
            for (Path file : found) {
                String name = String.valueOf(file.getFileName());
                // the endings that Karaf loads
                if (name.endsWith(".cfg") || name.endsWith(".cfg.json") || name.endsWith(".config")) {
                    files.add(file);
                }
            }
        }
        files.sort(null);
        return files;
    }

    private Report all(Secrets secrets) {
        Reading<NodeSettings> node = NodeSettings.read(etc);
        faults.addAll(node.faults());
        // with a faulty node file: as much as can be said of the others
        Set<Half> halves = node.value().map(value -> value.role().halves()).orElse(EnumSet.allOf(Half.class));
        Path lists = node.value().orElseGet(() -> NodeSettings.defaults(etc)).lists();
        List<Path> files = List.of();
        try {
            files = files(etc);
        } catch (IOException e) {
            faults.add(new ConfigFault(
                    etc.toString(), 0, ErrorCode.CONFIG_UNREADABLE, "", "the folder can't be read by this user"));
        }
        List<FederationSettings> read = new ArrayList<>();
        for (Path file : files) {
            Reading<FederationSettings> reading = FederationFile.read(file, kinds, halves);
            reading.value().ifPresent(read::add);
            faults.addAll(reading.faults());
        }
        faults.addAll(conflicts(read, kinds));
        read.forEach(federation -> faults.addAll(secretFaults(federation, kinds, secrets)));
        read.removeIf(federation -> faults.stream()
                .anyMatch(fault -> fault.file().equals(federation.file().toString())));
        listFaults(new ItemLists(lists), read);
        return new Report(node.value(), node.value().isEmpty() ? List.of() : read, sorted(), files.size());
    }

    private List<ConfigFault> sorted() {
        List<ConfigFault> sorted = new ArrayList<>(faults);
        sorted.sort((a, b) -> a.file().equals(b.file())
                ? Integer.compare(a.line(), b.line())
                : a.file().compareTo(b.file()));
        return sorted;
    }

    private void listFaults(ItemLists lists, List<FederationSettings> federations) {
        for (FederationSettings federation : federations) {
            for (HalfSettings half : federation.halves()) {
                faults.addAll(
                        lists.read(half.link().kind(), federation.federation()).faults());
            }
        }
        faults.addAll(lists.strangers(kinds.stream().map(LinkKind::name).toList()));
    }

    /**
     * What only shows between files: two links that lead to one database or folder. Both files get a fault.
     */
    public static List<ConfigFault> conflicts(
            Collection<FederationSettings> federations, Collection<? extends LinkKind> kinds) {
        Endpoints endpoints = new Endpoints();
        for (FederationSettings federation : federations) {
            for (HalfSettings half : federation.halves()) {
                for (SettingKey key : keysOf(half, kinds)) {
                    if (key.type() == SettingType.TEXT && Endpoints.isEndpoint(key.name())) {
                        endpoints.add(
                                federation,
                                half.link(),
                                key.name(),
                                half.settings().text(key.name()));
                    }
                }
            }
        }
        return endpoints.faults();
    }

    /** References of a file that can't be resolved. */
    public static List<ConfigFault> secretFaults(
            FederationSettings federation, Collection<? extends LinkKind> kinds, Secrets secrets) {
        Set<ConfigFault> faults = new LinkedHashSet<>();
        for (HalfSettings half : federation.halves()) {
            for (SettingKey key : keysOf(half, kinds)) {
                String reference = half.settings().values().getOrDefault(key.name(), "");
                if (reference.isEmpty()) {
                    reference = half.shared().values().getOrDefault(key.name(), "");
                }
                if (key.type() == SettingType.SECRET && !reference.isEmpty()) {
                    missing(federation, key.name(), reference, secrets).ifPresent(faults::add);
                }
            }
        }
        return List.copyOf(faults);
    }

    private static Optional<ConfigFault> missing(
            FederationSettings federation, String key, String reference, Secrets secrets) {
        if (secrets.exists(reference)) {
            return Optional.empty();
        }
        String why = secrets instanceof FileSecrets files ? files.fault(reference) : reference + " can't be resolved";
        return Optional.of(new ConfigFault(
                federation.file().toString(),
                federation.given().getOrDefault(key, 0),
                ErrorCode.CONFIG_SECRET_MISSING,
                key,
                key + ": " + why));
    }

    private static List<SettingKey> keysOf(HalfSettings half, Collection<? extends LinkKind> kinds) {
        for (LinkKind kind : kinds) {
            if (kind.name().equals(half.link().kind())) {
                return LinkKeys.of(kind).stream()
                        .filter(key -> LinkKeys.concerns(key, half.half()))
                        .toList();
            }
        }
        return List.of();
    }
}
