package io.renkei.runtime.internal.links;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Remembers over restarts which links people have paused. */
public final class Pauses {
    /**
     * @param until null: until somebody resumes it
     */
    record Pause(Instant since, String by, @Nullable Instant until) {}

    private final Path folder;

    public Pauses(Path folder) {
        this.folder = folder;
    }

    void put(LinkId link, Half half, Pause pause) {
        Properties properties = new Properties();
        properties.setProperty("since", pause.since().toString());
        properties.setProperty("by", pause.by());
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
            throw new UncheckedIOException("the pause of " + link + " can't be remembered", e);
        }
    }

    /** The pause in force; one that has run out is forgotten. */
    Optional<Pause> find(LinkId link, Half half) {
        Path file = file(link, half);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the pause of " + link + " can't be read", e);
        }
        String until = properties.getProperty("until");
        Pause pause = new Pause(
                Instant.parse(properties.getProperty("since")),
                properties.getProperty("by"),
                until == null ? null : Instant.parse(until));
        if (pause.until() != null && !pause.until().isAfter(Instant.now())) {
            remove(link, half);
            return Optional.empty();
        }
        return Optional.of(pause);
    }

    void remove(LinkId link, Half half) {
        try {
            Files.deleteIfExists(file(link, half));
        } catch (IOException e) {
            throw new UncheckedIOException("the pause of " + link + " can't be forgotten", e);
        }
    }

    private Path file(LinkId link, Half half) {
        return folder.resolve(link + "." + half + ".paused");
    }
}
