package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkKind;
import io.renkei.api.Secrets;
import io.renkei.api.SettingType;
import io.renkei.config.internal.Endpoints;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
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

        /** The folder of the lists. */
        Path lists(Path etc) {
            return node.orElseGet(() -> NodeSettings.defaults(etc)).lists();
        }

        /**
         * The faults of these files; one that nobody reads has that fault.
         *
         * @param wanted empty: all
         */
        public List<ConfigFault> faultsOf(Path etc, List<Path> wanted) {
            if (wanted.isEmpty()) {
                return faults;
            }
            List<ConfigFault> found = new ArrayList<>();
            for (Path file : wanted) {
                List<ConfigFault> own = faults.stream()
                        .filter(fault -> same(file, Path.of(fault.file())))
                        .toList();
                found.addAll(own);
                if (own.isEmpty()) {
                    unread(etc, file).ifPresent(found::add);
                }
            }
            return found;
        }

        /** A file that has no faults because nobody read it. */
        private Optional<ConfigFault> unread(Path etc, Path file) {
            boolean list = file.toString().endsWith(".csv")
                    && same(file, lists(etc).resolve(String.valueOf(file.getFileName())));
            boolean read = isFederation(file) || same(file, etc.resolve(NodeSettings.FILE)) || list;
            if (Files.isRegularFile(file) && read) {
                return Optional.empty();
            }
            return Optional.of(new ConfigFault(
                    file.toString(),
                    0,
                    ErrorCode.CONFIG_UNREADABLE,
                    "",
                    Files.isRegularFile(file)
                            ? "nothing of Renkei reads this file; checked are " + NodeSettings.FILE + ", "
                                    + FederationFile.PID + "-NN-ENV.cfg and the lists in " + lists(etc)
                            : "there is no such file"));
        }
    }

    private final Path etc;
    private final Collection<? extends LinkKind> kinds;
    private final List<Path> drafts;
    private final Set<ConfigFault> faults = new LinkedHashSet<>();

    private ConfigCheck(Path etc, Collection<? extends LinkKind> kinds, List<Path> drafts) {
        this.etc = etc;
        this.kinds = kinds;
        this.drafts = drafts;
    }

    /**
     * Checks all files of a node.
     *
     * @param etc folder of its configuration
     * @param kinds those that are installed
     */
    public static Report check(Path etc, Collection<? extends LinkKind> kinds, Secrets secrets) {
        return check(etc, kinds, secrets, List.of());
    }

    /**
     * Checks all files of a node as they would be with some more.
     *
     * @param more of these, federations' files from elsewhere count in place of the node's files of their names
     */
    public static Report check(Path etc, Collection<? extends LinkKind> kinds, Secrets secrets, List<Path> more) {
        List<Path> drafts = more.stream().filter(ConfigCheck::isFederation).toList();
        return new ConfigCheck(etc, kinds, drafts).all(secrets);
    }

    private static boolean isFederation(Path file) {
        return String.valueOf(file.getFileName()).startsWith(FederationFile.PID);
    }

    static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
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
            files = withDrafts(files(etc));
        } catch (IOException e) {
            faults.add(new ConfigFault(
                    etc.toString(), 0, ErrorCode.CONFIG_UNREADABLE, "", "the folder can't be read by this user"));
        }
        List<FederationFile.Look> looks = new ArrayList<>();
        for (Path file : files) {
            FederationFile.Look look = FederationFile.look(file, kinds, halves);
            looks.add(look);
            faults.addAll(look.reading().faults());
        }
        conflicts(looks);
        looks.forEach(look -> look.given().forEach(given -> secretFault(given, secrets)));
        Set<String> faulty = new HashSet<>();
        faults.forEach(fault -> faulty.add(fault.file()));
        List<FederationSettings> right = new ArrayList<>();
        if (node.value().isPresent()) {
            looks.forEach(look -> look.reading()
                    .value()
                    .filter(read -> !faulty.contains(read.file().toString()))
                    .ifPresent(right::add));
        }
        ItemLists itemLists = new ItemLists(lists);
        looks.forEach(look -> look.links()
                .forEach(link -> faults.addAll(
                        itemLists.read(link.kind(), link.federation()).faults())));
        faults.addAll(itemLists.faults(kinds.stream().map(LinkKind::name).toList()));
        return new Report(node.value(), right, sorted(), files.size());
    }

    private List<Path> withDrafts(List<Path> files) {
        List<Path> all = new ArrayList<>(files);
        for (Path draft : drafts) {
            all.removeIf(file -> file.getFileName().equals(draft.getFileName()));
            all.add(draft);
        }
        return all;
    }

    private List<ConfigFault> sorted() {
        List<ConfigFault> sorted = new ArrayList<>(faults);
        sorted.sort((a, b) -> a.file().equals(b.file())
                ? Integer.compare(a.line(), b.line())
                : a.file().compareTo(b.file()));
        return sorted;
    }

    /** What only shows between files: two links that lead to one database or folder. Both files get a fault. */
    private void conflicts(List<FederationFile.Look> looks) {
        Endpoints endpoints = new Endpoints();
        for (FederationFile.Look look : looks) {
            for (FederationFile.Given given : look.given()) {
                if (given.key().type() == SettingType.TEXT
                        && Endpoints.isEndpoint(given.key().name())) {
                    endpoints.add(
                            given.file(),
                            given.line(),
                            given.link(),
                            given.key().name(),
                            given.value());
                }
            }
        }
        faults.addAll(endpoints.faults());
    }

    /**
     * What a right file has in common with others that it must not.
     *
     * @param others files that are in force
     */
    public static List<ConfigFault> conflicts(FederationSettings newcomer, Collection<FederationSettings> others) {
        Endpoints endpoints = new Endpoints();
        add(newcomer, endpoints);
        others.forEach(other -> add(other, endpoints));
        return endpoints.faults().stream()
                .filter(fault -> fault.file().equals(newcomer.file().toString()))
                .toList();
    }

    private static void add(FederationSettings federation, Endpoints endpoints) {
        for (HalfSettings half : federation.halves()) {
            half.settings().values().forEach((key, value) -> {
                if (Endpoints.isEndpoint(key)) {
                    endpoints.add(federation.file(), federation.given().getOrDefault(key, 0), half.link(), key, value);
                }
            });
        }
    }

    /** A reference that can't be resolved. */
    private void secretFault(FederationFile.Given given, Secrets secrets) {
        String reference = given.value();
        if (given.key().type() != SettingType.SECRET || reference.isEmpty() || secrets.exists(reference)) {
            return;
        }
        String why = secrets instanceof FileSecrets files ? files.fault(reference) : reference + " can't be resolved";
        String key = given.key().name();
        faults.add(new ConfigFault(
                given.file().toString(), given.line(), ErrorCode.CONFIG_SECRET_MISSING, key, key + ": " + why));
    }
}
