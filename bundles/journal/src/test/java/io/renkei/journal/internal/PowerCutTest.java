package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a power cut before the end of an fsync can leave on ext4 and XFS: the file is as long as some write made it, and of
 * what was written since the fsync before, any pages or sectors are there or still zeros. The batch in hand is left out,
 * everything before it stays. A bit that turns later is never taken for that.
 */
class PowerCutTest {
    /** Frames as they come; the kind has encoded them. */
    private static final JournalSettings ENCODED = encoded("");

    private static final JournalSettings SEALED = encoded("journal-key");
    private static final int IMAGES = 120;
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private static JournalSettings encoded(String key) {
        return new JournalSettings(1L << 30, 1L << 30, Duration.ofHours(1), key, true);
    }

    private static JournalSettings settings(String kind) {
        return kind.equals("sealed") ? SEALED : ENCODED;
    }

    /** A batch of random frames that are full of zeros, at any offsets. */
    private static Sample zeros(Random random, long number) {
        String[] frames = new String[1 + random.nextInt(3)];
        for (int i = 0; i < frames.length; i++) {
            byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 2_000 : 200_000)];
            for (int at = 0; at < bytes.length; at += 1 + random.nextInt(3_000)) {
                byte[] some = new byte[Math.min(random.nextInt(600), bytes.length - at)];
                random.nextBytes(some);
                System.arraycopy(some, 0, bytes, at, some.length);
            }
            frames[i] = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return Sample.data(number - 1, number, frames);
    }

    private record Written(Path root, Path file, byte[] whole, int durable, List<Sample> batches) {}

    /** Three batches; the last one is the one in hand. */
    private Written write(Random random, JournalSettings settings, int image) throws IOException {
        Path root = folder.resolve("journal-" + image);
        List<Sample> batches = new ArrayList<>();
        int durable = 0;
        Path file;
        try (Node node = new Node(root, FaultyDisk.unsynced())) {
            Journal journal = node.open(settings);
            for (int number = 1; number <= 3; number++) {
                durable = number == 1 ? 0 : (int) Files.size(node.segments().get(0));
                Sample next = zeros(random, number);
                journal.append(next.batch());
                batches.add(next);
            }
            file = node.segments().get(0);
        }
        return new Written(root, file, Files.readAllBytes(file), durable, batches);
    }

    /** Takes pieces of so many bytes out of what was written behind the durable bytes. */
    private static byte[] torn(Random random, Written written, int piece) {
        int length = written.durable + 1 + random.nextInt(written.whole.length - written.durable);
        byte[] image = Arrays.copyOf(written.whole, random.nextInt(3) == 0 ? length : written.whole.length);
        for (int at = written.durable - written.durable % piece; at < image.length; at += piece) {
            if (random.nextInt(4) == 0) {
                Arrays.fill(image, Math.max(at, written.durable), Math.min(at + piece, image.length), (byte) 0);
            }
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void onlyTheBatchInHandIsLeftOut(String kind) throws IOException {
        Random random = new Random(11);
        for (int image = 0; image < IMAGES; image++) {
            Written written = write(random, settings(kind), image);
            byte[] bytes = torn(random, written, random.nextBoolean() ? PAGE : Sectors.BYTES);
            Files.write(written.file, bytes);
            boolean intact = Arrays.equals(bytes, written.whole);
            try (Node node = new Node(written.root, FaultyDisk.unsynced())) {
                Journal journal = node.open(settings(kind));
                List<Sample> expected = written.batches.subList(0, intact ? 3 : 2);
                assertEquals(expected, Node.read(journal, Position.START), "image " + image);
                Sample next = Sample.data(expected.size(), 9, "goes on");
                journal.append(next.batch());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aBitThatTurnsInTheLastBatchIsDamage(String kind) throws IOException {
        Random random = new Random(12);
        for (int image = 0; image < IMAGES; image++) {
            Written written = write(random, settings(kind), image);
            byte[] bytes = written.whole.clone();
            int at = written.durable + random.nextInt(bytes.length - written.durable);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(written.file, bytes);
            try (Node node = new Node(written.root, FaultyDisk.unsynced())) {
                PermanentLinkException fault =
                        assertThrows(PermanentLinkException.class, () -> node.open(settings(kind)), "bit " + at);
                assertEquals(ErrorCode.JOURNAL_DAMAGED, fault.code());
            }
        }
    }

    @Test
    void zerosThatBeginInTheMiddleOfASectorWithLaterPagesWritten() throws IOException {
        // the page where the durable bytes end was not written again, those after it were
        Path root = folder.resolve("journal");
        Sample large = Sample.noise(2, 300_000);
        Path file;
        int durable;
        try (Node node = new Node(root)) {
            Journal journal = node.open(ENCODED);
            journal.append(Sample.data(0, 1, "kept").batch());
            file = node.segments().get(0);
            durable = (int) Files.size(file);
            journal.append(large.batch());
        }
        byte[] whole = Files.readAllBytes(file);
        Arrays.fill(whole, durable, PAGE, (byte) 0);
        Files.write(file, whole);
        try (Node node = new Node(root)) {
            Journal journal = node.open(ENCODED);
            assertEquals(List.of(Sample.data(0, 1, "kept")), Node.read(journal, Position.START));
            journal.append(large.batch());
            assertEquals(2, Node.read(journal, Position.START).size());
        }
    }
}
