package io.renkei.runtime.internal.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.runtime.internal.Kinds;
import io.renkei.runtime.internal.links.LinkManager;
import io.renkei.runtime.internal.links.LinkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * as they are; a copy of the last good one serves when the node starts with a faulty file.
 */
public final class FederationFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FederationFiles.class);
    private static final Pattern NAME = Pattern.compile("io\\.renkei\\.federation-([0-9]{2}-(?:prod|test))\\.cfg");

    private final Path etc;
    private final Path lastGood;
    private final PlanReader reader;
    private final LinkManager links;
    private final Kinds kinds;
    private final Map<String, List<ConfigFault>> faults = new ConcurrentHashMap<>();

    /**
     * @param etc folder of the files
     * @param lastGood folder for copies of the last good ones
     */
    public FederationFiles(Path etc, Path lastGood, PlanReader reader, LinkManager links, Kinds kinds) {
        this.kinds = kinds;
        this.etc = etc;
        this.lastGood = lastGood;
        this.reader = reader;
        this.links = links;
    }

    /** From now on the files are read again when a kind comes; called by Blueprint. */
    public void init() {
        kinds.onChange(() -> files().forEach(this::changed));
    }

    /** A file is there or has changed. */
    public synchronized void changed(Path file) {
        String name = name(file);
        if (name == null) {
            LOG.error("{}: the name must be io.renkei.federation-NN-prod.cfg or -test.cfg", file);
            return;
        }
        PlanReader.Reading reading = reader.read(file);
        if (reading.faults().isEmpty()) {
            faults.remove(name);
            keepCopy(file);
            links.follow(name, reading.plans());
            return;
        }
        reading.faults().forEach(fault -> LOG.error("{}", fault));
        LOG.error(
                "{} has {} faults; what was in force stays",
                file,
                reading.faults().size());
        boolean neverSeen = faults.put(name, reading.faults()) == null && !links.follows(name);
        Path copy = lastGood.resolve(file.getFileName());
        if (neverSeen && Files.exists(copy)) {
            List<LinkPlan> plans = reader.read(copy).plans();
            LOG.warn("{} is faulty; its last good copy is in force", file);
            links.follow(name, plans);
        }
    }

    /** A file is gone: its links drain and stop. */
    public synchronized void deleted(Path file) {
        String name = name(file);
        if (name != null) {
            faults.remove(name);
            links.follow(name, List.of());
            try {
                Files.deleteIfExists(lastGood.resolve(file.getFileName()));
            } catch (IOException e) {
                throw new UncheckedIOException("the copy of " + file + " can't be removed", e);
            }
        }
    }

    /** Whether every file there is was read: a node is not ready before. */
    public boolean allRead() {
        return files().stream()
                .map(FederationFiles::name)
                .allMatch(name -> name != null && (faults.containsKey(name) || links.follows(name)));
    }

    /**
     * @param file null: all files of the node, seen together
     */
    public List<ConfigFault> check(@Nullable Path file) {
        return file == null ? reader.checkAll() : reader.read(file).faults();
    }

    /** The settings of a link, defaults included, secrets as references. */
    public List<LinkService.EffectiveSetting> effective(LinkId link) {
        Path file = etc.resolve("io.renkei.federation-" + link.federation() + "-" + link.environment() + ".cfg");
        return reader.effective(file, link);
    }

    /** The federation files there are. */
    public List<Path> files() {
        try (Stream<Path> all = Files.list(etc)) {
            return all.filter(file -> name(file) != null).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + etc + " can't be read", e);
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
