package io.renkei.journal.internal;

import io.renkei.api.Epoch;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalSettings;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The journals of a node in a folder, with a clock and secrets that the test holds. */
final class Node implements AutoCloseable {
    static final JournalSettings PLAIN = settings(1024 * 1024, Duration.ofHours(1), "");
    static final JournalSettings SEALED = settings(1024 * 1024, Duration.ofHours(1), "journal-key");
    private static final Duration AT_ONCE = Duration.ZERO;

    final Path root;
    final Map<String, String> keys = new HashMap<>(Map.of("secret:journal-key", key(1)));
    final SetClock clock = new SetClock();
    private final Disk disk;
    private FileJournals journals;

    Node(Path root) {
        this(root, new Disk.Real());
    }

    Node(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
        this.journals = start();
    }

    private FileJournals start() {
        return new FileJournals(root, new Keys(), disk, clock);
    }

    static JournalSettings settings(long limitBytes, Duration retention, String key) {
        return new JournalSettings(limitBytes, 64 * 1024, retention, key, false);
    }

    static String key(int seed) {
        byte[] key = new byte[32];
        key[7] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }

    FileJournals journals() {
        return journals;
    }

    Journal open(JournalSettings settings) {
        return journals.open(Sample.LINK, settings);
    }

    Journal open(JournalSettings settings, long above) {
        return journals.open(Sample.LINK, settings, new Epoch(above));
    }

    /** Ends everything and begins again, as a node does. */
    void restart() {
        journals.close();
        journals = start();
    }

    /** Segment files of the link, oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(Sample.LINK.toString()))) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .toList();
        }
    }

    /** What a kill at this moment leaves: all files as they are, in another folder. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** All that is durable from a position on. */
    static List<Sample> read(Journal journal, Position from) {
        List<Sample> found = new ArrayList<>();
        readInto(journal, from, found);
        return found;
    }

    /** As {@link #read}, keeping what came before a fault. */
    static void readInto(Journal journal, Position from, List<Sample> found) {
        try (JournalReader reader = journal.read(from)) {
            for (NumberedBatch next = reader.next(AT_ONCE); next != null; next = reader.next(AT_ONCE)) {
                found.add(Sample.of(next));
            }
        }
    }

    @Override
    public void close() {
        journals.close();
    }

    /** Time goes on when the test says so. */
    static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-04-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final class Keys implements Secrets {
        @Override
        public String resolve(String reference) {
            String key = keys.get(reference);
            if (key == null) {
                throw new IllegalArgumentException("no secret " + reference);
            }
            return key;
        }

        @Override
        public boolean exists(String reference) {
            return keys.containsKey(reference);
        }
    }
}
