package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.Frame;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalSettings;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal and a list do the same, in a random order from a seed: append, read, acknowledge, set back, tidy, close, kill
 * (also in the middle of a batch), open again. What the list holds the journal gives back; it removes nothing before its
 * time. For longer: {@code -Drenkei.model.runs=10000}, for another course {@code -Drenkei.model.seed=7}.
 */
class ModelTest {
    private static final int RUNS = Integer.getInteger("renkei.model.runs", 25);
    private static final long SEED = Long.getLong("renkei.model.seed", 1);
    private static final int STEPS = 120;
    private static final Duration RETENTION = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void aJournalIsAListThatForgetsWhatWasConfirmedLongAgo() throws IOException {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            List<String> done = new ArrayList<>();
            Path root = folder.resolve("run-" + run);
            try (Run one = new Run(root, seed, done)) {
                for (int step = 0; step < STEPS; step++) {
                    one.step();
                    one.check();
                }
                one.finish();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " after " + done + ": " + e.getMessage(), e);
            }
            delete(root);
        }
    }

    private static void delete(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** One course: the journal, and what it must hold. */
    private static final class Run implements AutoCloseable {
        private final Path root;
        private final Random random;
        private final List<String> done;
        private final JournalSettings settings;
        private final List<Sample> written = new ArrayList<>();
        /** When the target has confirmed a batch; null if it has not. */
        private final List<@Nullable Instant> confirmed = new ArrayList<>();

        private Node node;
        private Journal journal;
        private @Nullable JournalReader reader;
        private int readNext;
        private int copies;
        private long epoch;

        Run(Path root, long seed, List<String> done) throws IOException {
            this.root = Files.createDirectories(root);
            this.random = new Random(seed);
            this.done = done;
            String key = random.nextInt(3) == 0 ? "journal-key" : "";
            this.settings = new JournalSettings(1L << 40, 64 * 1024, RETENTION, key, random.nextBoolean());
            this.node = new Node(root.resolve("0"), FaultyDisk.unsynced());
            this.journal = open();
        }

        private Journal open() {
            Journal opened = node.open(settings);
            assertTrue(opened.epoch().value() > epoch, "epochs grow");
            epoch = opened.epoch().value();
            return opened;
        }

        void step() throws IOException {
            int what = random.nextInt(100);
            if (what < 45) {
                append();
            } else if (what < 60) {
                acknowledge();
            } else if (what < 75) {
                read();
            } else if (what < 80) {
                setBack();
            } else if (what < 90) {
                tidy();
            } else if (what < 94) {
                restart();
            } else if (what < 97) {
                Path copy = copy();
                goOn(copy, "kill");
            } else {
                killInABatch();
            }
        }

        private Sample next() {
            long order = end().order();
            if (order > 0 && random.nextInt(8) == 0) {
                return Sample.barrier(order, "barrier-" + order);
            }
            String[] frames = new String[random.nextInt(4)];
            for (int i = 0; i < frames.length; i++) {
                int length = random.nextInt(random.nextInt(10) == 0 ? 150_000 : 3_000);
                char one = (char) random.nextInt(3);
                StringBuilder text = new StringBuilder();
                random.ints(length, 0, 256).forEach(value -> text.append(value < 200 ? one : (char) value));
                frames[i] = text.toString();
            }
            return Sample.data(order, order + 1 + random.nextInt(3), frames);
        }

        private Position end() {
            return written.isEmpty()
                    ? Position.START
                    : written.get(written.size() - 1).to();
        }

        private void append() {
            Sample next = next();
            if (next.pieces().size() > 1 && random.nextInt(6) == 0) {
                done.add("break");
                assertThrows(TransientLinkException.class, () -> journal.append(next.breakingAfter(1)));
                return;
            }
            done.add("append");
            assertEquals(written.size() + 1, journal.append(next.batch()));
            written.add(next);
            confirmed.add(null);
        }

        private void acknowledge() {
            if (written.isEmpty()) {
                return;
            }
            Position to = written.get(random.nextInt(written.size())).to();
            done.add("ack " + to);
            journal.acknowledge(to);
            for (int i = 0; i < written.size(); i++) {
                if (confirmed.get(i) == null && written.get(i).to().compareTo(to) <= 0) {
                    confirmed.set(i, node.clock.instant());
                }
            }
        }

        /** Number of the first batch that the journal still holds, from 0. */
        private int oldest() {
            List<SegmentInfo> segments = journal.segments();
            return (int) segments.stream()
                            .mapToLong(SegmentInfo::firstSeq)
                            .filter(first -> first > 0)
                            .findFirst()
                            .orElse(written.size() + 1)
                    - 1;
        }

        private void read() {
            JournalReader open = reader;
            if (open == null) {
                // the target's place: never before what it has confirmed
                readNext = firstAt(confirmedTo());
                done.add("reader at " + readNext);
                open = journal.read(confirmedTo());
                reader = open;
            }
            for (int count = random.nextInt(6); count > 0; count--) {
                NumberedBatch batch = open.next(Duration.ZERO);
                if (readNext == written.size()) {
                    assertEquals(null, batch);
                    return;
                }
                assertEquals(readNext + 1, batch.seq());
                if (random.nextInt(5) == 0) {
                    batch.close();
                } else {
                    assertEquals(written.get(readNext), Sample.of(batch));
                }
                readNext++;
            }
            if (random.nextInt(3) == 0) {
                closeReader();
            }
        }

        private void closeReader() {
            JournalReader open = reader;
            if (open != null) {
                open.close();
                reader = null;
            }
        }

        private Position confirmedTo() {
            Position to =
                    oldest() == 0 ? Position.START : written.get(oldest() - 1).to();
            for (int i = 0; i < written.size(); i++) {
                if (confirmed.get(i) != null && written.get(i).to().compareTo(to) > 0) {
                    to = written.get(i).to();
                }
            }
            return to;
        }

        /** The first batch that begins at a position: a barrier there comes before what follows. */
        private int firstAt(Position from) {
            for (int i = oldest(); i < written.size(); i++) {
                if (written.get(i).from().equals(from)) {
                    return i;
                }
            }
            return written.size();
        }

        private void setBack() {
            if (oldest() >= written.size()) {
                return;
            }
            closeReader();
            Position from = written.get(oldest() + random.nextInt(written.size() - oldest()))
                    .from();
            done.add("back to " + from);
            // a barrier where the oldest segment begins may have gone with the one before
            journal.read(from).close();
            for (int i = 0; i < written.size(); i++) {
                if (written.get(i).to().compareTo(from) > 0) {
                    confirmed.set(i, null);
                }
            }
        }

        private void tidy() {
            Duration time = Duration.ofMinutes(random.nextInt(50));
            done.add("tidy +" + time);
            node.clock.pass(time);
            node.journals().tidy();
        }

        private void restart() {
            done.add("restart");
            closeReader();
            boolean all = journal.usage().unacknowledgedBytes() == 0;
            node.restart();
            journal = open();
            assertEquals(all, journal.usage().unacknowledgedBytes() == 0, "what was confirmed");
        }

        private Path copy() {
            try {
                Path copy = root.resolve(String.valueOf(++copies));
                Node.copy(node.root, copy);
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The process is gone; the next one finds what is in the folder. */
        private void goOn(Path copy, String how) {
            done.add(how);
            closeReader();
            Instant now = node.clock.instant();
            node.close();
            node = new Node(copy, FaultyDisk.unsynced());
            node.clock.pass(Duration.between(node.clock.instant(), now));
            journal = open();
        }

        private void killInABatch() {
            Sample next = next();
            Path[] copy = new Path[1];
            int at = random.nextInt(next.pieces().size() + 1);
            journal.append(new Watched(next.batch(), at, () -> copy[0] = copy()));
            goOn(copy[0], "kill in a batch");
        }

        void check() {
            assertEquals(end(), journal.end());
            assertEquals(written.size(), journal.lastSeq());
            Instant before = node.clock.instant().minus(RETENTION);
            for (int i = 0; i < oldest(); i++) {
                if (written.get(i).type() == BatchType.BARRIER) {
                    continue; // without data: it may go with what was confirmed at its position before it came
                }
                Instant at = confirmed.get(i);
                assertTrue(at != null && !at.isAfter(before), "batch " + (i + 1) + " confirmed " + at + " is gone");
            }
        }

        void finish() throws IOException {
            done.add("finish");
            closeReader();
            if (oldest() < written.size()) {
                Position oldest = written.get(oldest()).from();
                List<Sample> rest = written.subList(firstAt(oldest), written.size());
                assertEquals(rest, Node.read(journal, oldest));
            }
            long bytes = 0;
            for (Path segment : node.segments()) {
                bytes += Files.size(segment);
            }
            assertEquals(bytes, journal.usage().bytes());
            journal.acknowledge(journal.end());
            node.journals().tidy();
            node.clock.pass(RETENTION.multipliedBy(2));
            node.journals().tidy();
            node.clock.pass(RETENTION.multipliedBy(2));
            node.journals().tidy();
            assertTrue(node.segments().size() <= 1, "all was confirmed long ago");
        }

        @Override
        public void close() {
            closeReader();
            node.close();
        }
    }

    /** Does something in the middle of a batch: before its frame of a number, or before its end. */
    private record Watched(Batch batch, int at, Runnable then, int[] given) implements Batch {
        Watched(Batch batch, int at, Runnable then) {
            this(batch, at, then, new int[1]);
        }

        @Override
        public BatchHead head() {
            return batch.head();
        }

        @Override
        public @Nullable Frame next() {
            if (given[0]++ == at) {
                then.run();
            }
            return batch.next();
        }

        @Override
        public BatchEnd end() {
            return batch.end();
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
