package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkException;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segments of random bytes between whole ones, and whole ones spoilt: each is read, or refused by an error of the journal.
 * For longer: {@code -Drenkei.fuzz.rounds=1000000}, for another course {@code -Drenkei.fuzz.seed=7}.
 */
class SegmentFuzzTest {
    private static final int ROUNDS = Integer.getInteger("renkei.fuzz.rounds", 800);
    private static final long SEED = Long.getLong("renkei.fuzz.seed", 13);
    private static final Set<ErrorCode> REFUSED = Set.of(
            ErrorCode.JOURNAL_DAMAGED, ErrorCode.JOURNAL_KEY, ErrorCode.VERSION_UNSUPPORTED, ErrorCode.JOURNAL_GAP);
    private static final JournalSettings ENCODED =
            new JournalSettings(1L << 30, 1L << 30, Duration.ofHours(1), "", true);
    private static final JournalSettings SEALED =
            new JournalSettings(1L << 30, 1L << 30, Duration.ofHours(1), "journal-key", false);
    private static final List<Sample> WRITTEN = List.of(
            Sample.base(3, "rows", "of the base copy").declaring("public.c_claim", "claim_id"),
            // masked where it is not compressed
            Sample.data(3, 4, "\0".repeat(3_000), "second"),
            Sample.barrier(4, "verify-1"),
            Sample.noise(5, 2_000),
            Sample.data(5, 9, "last"));

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private Path file;

    private byte[] write(JournalSettings settings) throws IOException {
        try (Node node = new Node(folder, FaultyDisk.unsynced())) {
            Journal journal = node.open(settings);
            for (Sample sample : WRITTEN) {
                journal.append(sample.batch());
            }
            file = node.segments().get(0);
        }
        return Files.readAllBytes(file);
    }

    private record Found(List<Sample> batches, String fault) {}

    private Found read(byte[] bytes, JournalSettings settings) throws IOException {
        List<Sample> batches = new ArrayList<>();
        String fault = open(bytes, settings, journal -> Node.readInto(journal, Position.START, batches));
        return new Found(batches, fault);
    }

    /** Takes every frame as it comes; what is in it is for the target to judge. Gives the fault, or nothing. */
    private String take(byte[] bytes) throws IOException {
        return open(bytes, ENCODED, journal -> {
            try (JournalReader reader = journal.read(Position.START)) {
                for (NumberedBatch next = reader.next(Duration.ZERO); next != null; next = reader.next(Duration.ZERO)) {
                    next.head();
                    while (next.next() != null) {
                        // on to the end
                    }
                    next.close();
                }
            }
        });
    }

    private String open(byte[] bytes, JournalSettings settings, Consumer<Journal> use) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        try (Node node = new Node(folder, FaultyDisk.unsynced())) {
            Journal journal = node.open(settings);
            journal.segments();
            use.accept(journal);
            return "";
        } catch (LinkException e) {
            assertTrue(REFUSED.contains(e.code()), e.toString());
            return e.detail();
        }
    }

    @BeforeEach
    void empty() {
        file = folder.resolve("none");
    }

    @Test
    void whateverHappensToTheBytesNothingElseIsGivenBack() throws IOException {
        for (JournalSettings settings : List.of(ENCODED, SEALED)) {
            byte[] whole = write(settings);
            for (int round = 0; round < ROUNDS / 2; round++) {
                byte[] changed = changed(whole);
                Found found = read(changed, settings);
                // an end cut off is what a crash leaves; all else is whole batches or a fault
                assertEquals(
                        WRITTEN.subList(0, found.batches.size()),
                        found.batches,
                        "seed " + SEED + " round " + round + " " + found.fault);
            }
            Files.delete(file);
        }
    }

    /** Sums that are right over fields that are not: what a defect of a writer, or somebody who means it, would leave. */
    @Test
    void fieldsThatMakeNoSenseAreRefusedWhateverTheirSums() throws IOException {
        byte[] whole = write(ENCODED);
        List<Integer> offsets = records(whole);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = whole.clone();
            int at = offsets.get(random.nextInt(offsets.size()));
            int length = ByteBuffer.wrap(bytes).getInt(at) & 0xFF_FFFF;
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                bytes[at + RecordCheck.HEADER_BYTES + random.nextInt(Math.min(length, 60))] = interesting();
            }
            sum(bytes, at);
            refused += take(bytes).isEmpty() ? 0 : 1;
        }
        assertTrue(refused > ROUNDS / 4, refused + " of " + ROUNDS + " refused");
    }

    @Test
    void aHeaderThatMakesNoSenseIsRefusedWhateverItsSum() throws IOException {
        byte[] whole = write(ENCODED);
        int length = ByteBuffer.wrap(whole).getInt(12);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = whole.clone();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                bytes[8 + random.nextInt(length - 12)] = interesting();
            }
            int said = ByteBuffer.wrap(bytes).getInt(12);
            int end = said >= 20 && said <= bytes.length ? said : length;
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, end - 4);
            ByteBuffer.wrap(bytes).putInt(end - 4, (int) crc.getValue());
            take(bytes);
        }
    }

    private byte interesting() {
        byte[] values = {0, 1, -1, 127, -128, (byte) random.nextInt()};
        return values[random.nextInt(values.length)];
    }

    private byte[] changed(byte[] whole) {
        byte[] bytes = whole.clone();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(700), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = interesting();
                case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 2 -> {
                    byte[] noise = new byte[length];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, bytes, at, length);
                }
                case 3 -> System.arraycopy(whole, random.nextInt(whole.length - length + 1), bytes, at, length);
                case 4 -> {
                    // a piece is gone, all behind it moves up
                    System.arraycopy(bytes, at + length, bytes, at, bytes.length - at - length);
                    bytes = Arrays.copyOf(bytes, Math.max(1, bytes.length - length));
                }
                default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(5_000));
            }
        }
        return bytes;
    }

    /** Where the records begin. */
    private static List<Integer> records(byte[] whole) {
        ByteBuffer in = ByteBuffer.wrap(whole);
        List<Integer> offsets = new ArrayList<>();
        int at = in.getInt(12);
        while (at < whole.length) {
            offsets.add(at);
            at += RecordCheck.HEADER_BYTES + (in.getInt(at) & 0xFF_FFFF);
        }
        return offsets;
    }

    private static void sum(byte[] bytes, int at) {
        RecordCheck check = RecordCheck.of(Sample.LINK, new Epoch(1), 1);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int typeAndLength = in.getInt(at);
        int crc = check.payload(bytes, at + RecordCheck.HEADER_BYTES, typeAndLength & 0xFF_FFFF);
        in.putInt(at + 4, crc).putInt(at + 8, check.header(at, typeAndLength, crc));
    }
}
