package io.renkei.runtime.internal.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.config.ConfigCheck;
import io.renkei.config.FederationSettings;
import io.renkei.runtime.internal.Kinds;
import io.renkei.runtime.internal.links.LinkManager;
import io.renkei.runtime.internal.links.LinkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration files of the node: what they say is in force as a whole or not at all. A faulty file leaves its links
 * as they are; a copy of the last good one serves when the node starts with a faulty file. Of two files that claim one place (a
 * database as end of two links) the one that is in force stays, the other waits until the place is free.
 */
public final class FederationFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FederationFiles.class);
    private static final Pattern NAME = Pattern.compile("io\\.renkei\\.federation-([0-9]{2}-(?:prod|test))\\.cfg");

    private final Path etc;
    private final Path lastGood;
    private final PlanReader reader;
    private final LinkManager links;
    private final Kinds kinds;
    private final ConfigTrail trail;
    private final Map<String, List<ConfigFault>> faults = new ConcurrentHashMap<>();
    private final Map<String, FederationSettings> inForce = new ConcurrentHashMap<>();

    /**
     * @param etc folder of the files
     * @param lastGood folder for copies of the last good ones
     * @param trail where every change is written before it is in force
     */
    public FederationFiles(
            Path etc, Path lastGood, PlanReader reader, LinkManager links, Kinds kinds, ConfigTrail trail) {
        this.trail = trail;
        this.kinds = kinds;
        this.etc = etc;
        this.lastGood = lastGood;
        this.reader = reader;
        this.links = links;
    }

    /**
     * Forgets the copies of files that were deleted while the node was down; from now on the files are read again when a
     * kind comes. Called by Blueprint.
     */
    public void init() {
        for (Path copy : federationFiles(lastGood)) {
            Path fileName = copy.getFileName();
            if (!Files.exists(etc.resolve(fileName))) {
                trail.removed(etc.resolve(fileName));
                forget(fileName);
            }
        }
        kinds.onChange(() -> files().forEach(this::changed));
    }

    /** A file is there or has changed. */
    public synchronized void changed(Path file) {
        String name = name(file);
        if (name == null) {
            LOG.error("{}: the name must be io.renkei.federation-NN-prod.cfg or -test.cfg", file);
            return;
        }
        if (take(name, file)) {
            retryConflicts();
        }
    }

    /** Whether the file is in force now. */
    private boolean take(String name, Path file) {
        PlanReader.Reading reading = reader.read(file);
        FederationSettings settings = reading.settings();
        List<ConfigFault> wrong = new ArrayList<>(reading.faults());
        if (settings != null) {
            List<FederationSettings> others = inForce.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
            wrong.addAll(ConfigCheck.conflicts(settings, others));
            if (wrong.isEmpty()) {
                return putInForce(name, file, settings, reading.plans());
            }
        }
        refuse(name, file, wrong);
        return false;
    }

    private boolean putInForce(String name, Path file, FederationSettings settings, List<LinkPlan> plans) {
        try {
            trail.taken(file, before(name, file), settings);
        } catch (UncheckedIOException e) {
            refuse(
                    name,
                    file,
                    List.of(new ConfigFault(
                            file.toString(), 0, ErrorCode.AUDIT_WRITE, "", String.valueOf(e.getMessage()))));
            return false;
        }
        faults.remove(name);
        inForce.put(name, settings);
        keepCopy(file);
        links.follow(name, plans);
        return true;
    }

    /** What was in force before, also before the node was started. */
    private @Nullable FederationSettings before(String name, Path file) {
        FederationSettings before = inForce.get(name);
        Path copy = lastGood.resolve(file.getFileName());
        return before == null && Files.exists(copy) ? reader.read(copy).settings() : before;
    }

    private void refuse(String name, Path file, List<ConfigFault> wrong) {
        List<ConfigFault> known = faults.put(name, wrong);
        if (!wrong.equals(known)) {
            wrong.forEach(fault -> LOG.error("{}", fault));
            LOG.error("{} has {} faults; what was in force stays", file, wrong.size());
            // a kind that is not there yet comes a moment later when the node starts: nobody's act
            wrong.stream()
                    .filter(fault -> fault.code() != ErrorCode.KIND_MISSING)
                    .findFirst()
                    .ifPresent(fault -> trail.refused(file, fault));
        }
        Path copy = lastGood.resolve(file.getFileName());
        if (known == null && !links.follows(name) && Files.exists(copy)) {
            PlanReader.Reading good = reader.read(copy);
            if (good.settings() != null) {
                LOG.warn("{} is faulty; its last good copy is in force", file);
                inForce.put(name, good.settings());
                links.follow(name, good.plans());
            }
        }
    }

    /** A place that another file took may be free now. */
    private void retryConflicts() {
        List<String> waiting = faults.entrySet().stream()
                .filter(entry -> entry.getValue().stream().allMatch(fault -> fault.code() == ErrorCode.CONFIG_CONFLICT))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        for (String name : waiting) {
            Path file = etc.resolve("io.renkei.federation-" + name + ".cfg");
            if (Files.exists(file)) {
                take(name, file);
            }
        }
    }

    /** A file is gone: its links drain and stop. */
    public synchronized void deleted(Path file) {
        String name = name(file);
        if (name != null) {
            faults.remove(name);
            inForce.remove(name);
            links.follow(name, List.of());
            forget(file.getFileName());
            trail.removed(file);
            retryConflicts();
        }
    }

    private void forget(Path fileName) {
        try {
            Files.deleteIfExists(lastGood.resolve(fileName));
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of " + fileName + " can't be removed", e);
        }
    }

    /** Whether every file there is was read: a node is not ready before. */
    public boolean allRead() {
        return files().stream()
                .map(FederationFiles::name)
                .allMatch(name -> name != null && (faults.containsKey(name) || links.follows(name)));
    }

    /**
     * @param wanted files, relative ones from the folder of the configuration; empty: all files of the node
     */
    public List<ConfigFault> check(List<Path> wanted) {
        return reader.check(wanted.stream().map(etc::resolve).toList());
    }

    /** The settings of a link, defaults included, secrets as references. */
    public List<LinkService.EffectiveSetting> effective(LinkId link) {
        Path file = etc.resolve("io.renkei.federation-" + link.federation() + "-" + link.environment() + ".cfg");
        return reader.effective(file, link);
    }

    /** The federation files there are. */
    public List<Path> files() {
        return federationFiles(etc);
    }

    private static List<Path> federationFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> name(file) != null).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " can't be read", e);
        }
    }

    private static @Nullable String name(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        return matcher.matches() ? matcher.group(1) : null;
    }

    private void keepCopy(Path file) {
        Path copy = lastGood.resolve(file.getFileName());
        Path draft = lastGood.resolve(file.getFileName() + ".new");
        try {
            Files.createDirectories(lastGood);
            Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // the links run all the same; only a later start with a faulty file would miss the copy
            LOG.warn("no copy of {} could be kept", file, e);
        }
    }
}
