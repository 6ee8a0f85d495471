package io.renkei.runtime.internal.links;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.PermanentLinkException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers over restarts which links people have paused. */
public final class Pauses {
    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    /**
     * @param until null: until somebody resumes it
     * @param owner epoch of the owner that has the target, if the link was fenced; else {@link Epoch#NONE}
     */
    record Pause(Instant since, String by, @Nullable Instant until, Epoch owner) {
        LinkState.Paused state() {
            return new LinkState.Paused(since, by, until);
        }

        /** What the pause hides, or null. */
        LinkState.@Nullable Fenced hidden() {
            return owner.equals(Epoch.NONE)
                    ? null
                    : new LinkState.Fenced(since, "the target belongs to epoch " + owner, owner);
        }
    }

    private final Path folder;

    public Pauses(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws PermanentLinkException {@link ErrorCode#PAUSE_FILE}; what was remembered before still is
     */
    void put(LinkId link, Half half, Pause pause) {
        Properties properties = new Properties();
        properties.setProperty("since", pause.since().toString());
        properties.setProperty("by", pause.by());
        properties.setProperty("owner", pause.owner().toString());
        if (pause.until() != null) {
            properties.setProperty("until", pause.until().toString());
        }
        Path file = file(link, half);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(folder);
            try (Writer out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
                properties.store(out, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw fault(link, file, "can't be written", e);
        }
    }

    /**
     * The pause in force; one that has run out is forgotten.
     *
     * @throws PermanentLinkException {@link ErrorCode#PAUSE_FILE}: whether the link is paused is not known, so it must
     *     not start
     */
    Optional<Pause> find(LinkId link, Half half) {
        Path file = file(link, half);
        Pause pause = read(link, file);
        if (pause == null) {
            return Optional.empty();
        }
        if (pause.until() != null && !pause.until().isAfter(Instant.now())) {
            forget(file);
            return Optional.empty();
        }
        return Optional.of(pause);
    }

    private static @Nullable Pause read(LinkId link, Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
            String until = properties.getProperty("until");
            return new Pause(
                    Instant.parse(properties.getProperty("since", "")),
                    properties.getProperty("by", "?"),
                    until == null ? null : Instant.parse(until),
                    new Epoch(Long.parseLong(properties.getProperty("owner", "0"))));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw fault(link, file, "can't be read, so the link does not start", e);
        }
    }

    /** One that has run out counts no more, whether its file can be removed or not. */
    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} has run out and can't be removed", file, e);
        }
    }

    /**
     * @throws PermanentLinkException {@link ErrorCode#PAUSE_FILE}: it is still remembered
     */
    void remove(LinkId link, Half half) {
        Path file = file(link, half);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw fault(link, file, "can't be removed", e);
        }
    }

    private static PermanentLinkException fault(LinkId link, Path file, String what, Exception cause) {
        String why = cause.getClass().getSimpleName() + " " + cause.getMessage();
        return new PermanentLinkException(link, ErrorCode.PAUSE_FILE, file + " " + what + ": " + why, cause);
    }

    private Path file(LinkId link, Half half) {
        return folder.resolve(link + "." + half + ".paused");
    }
}
