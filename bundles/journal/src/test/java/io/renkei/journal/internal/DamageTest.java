package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkException;
import io.renkei.api.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small journal, cut off at every offset and with a bit turned at every offset: what is given back is what was written,
 * in order from the first batch on, or an error that names the file. Never anything else, and a cut costs at most the batch
 * that it hits.
 */
class DamageTest {
    private static final List<Sample> WRITTEN = List.of(
            Sample.data(0, 3, "first").declaring("public.c_claim", "claim_id", "total_units"),
            Sample.data(3, 4, "second", "of two frames"),
            Sample.barrier(4, "verify-1"),
            Sample.data(4, 9, "last"));

    @TempDir
    private Path folder;

    private Path root;
    private Path file;
    private byte[] whole;
    private int[] ends;

    private void write(JournalSettings settings) throws IOException {
        root = folder.resolve("journal");
        ends = new int[WRITTEN.size()];
        try (Node node = new Node(root)) {
            Journal journal = node.open(settings);
            for (int i = 0; i < ends.length; i++) {
                journal.append(WRITTEN.get(i).batch());
                file = node.segments().get(0);
                ends[i] = (int) Files.size(file);
            }
        }
        whole = Files.readAllBytes(file);
    }

    private static JournalSettings settings(String kind) {
        return kind.equals("sealed") ? Node.SEALED : Node.PLAIN;
    }

    /** Puts the bytes in the place of the segment and takes everything else back to where it was after the writing. */
    private void put(byte[] bytes) throws IOException {
        try (var entries = Files.walk(root)) {
            for (Path entry :
                    entries.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!entry.equals(root)) {
                    Files.delete(entry);
                }
            }
        }
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Thousands of openings: nobody cuts the power here. */
    private static final class Unsynced implements Disk {
        private final Disk disk = new Real();

        @Override
        public FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
            return disk.open(path, options);
        }

        @Override
        public void forceFolder(Path path) {
            // see the class
        }
    }

    private record Found(List<Sample> batches, String fault, ErrorCode code) {}

    private Found open(JournalSettings settings) {
        List<Sample> batches = new ArrayList<>();
        try (Node node = new Node(root, new Unsynced())) {
            Journal journal = node.open(settings);
            Node.readInto(journal, Position.START, batches);
            return new Found(batches, "", null);
        } catch (LinkException e) {
            return new Found(batches, e.detail(), e.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void cutAtEveryOffset(String kind) throws IOException {
        write(settings(kind));
        for (int length = 0; length < whole.length; length++) {
            put(Arrays.copyOf(whole, length));
            Found found = open(settings(kind));
            int durable = 0;
            while (ends[durable] <= length) {
                durable++;
            }
            assertEquals("", found.fault, "cut at " + length);
            assertEquals(WRITTEN.subList(0, durable), found.batches, "cut at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aBitTurnedAtEveryOffset(String kind) throws IOException {
        write(settings(kind));
        for (int offset = 0; offset < whole.length; offset++) {
            byte[] damaged = whole.clone();
            damaged[offset] ^= (byte) (1 << (offset % 8));
            put(damaged);
            Found found = open(settings(kind));
            String where = "bit turned at " + offset;
            assertEquals(WRITTEN.subList(0, found.batches.size()), found.batches, where);
            if (found.batches.size() < WRITTEN.size()) {
                assertTrue(
                        found.code == ErrorCode.JOURNAL_DAMAGED || found.code == ErrorCode.JOURNAL_KEY, where + found);
                assertTrue(found.fault.contains(file.getFileName().toString()), where + ": " + found.fault);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aTailOfZerosIsCutOffAndTheJournalGoesOn(String kind) throws IOException {
        write(settings(kind));
        put(Arrays.copyOf(whole, whole.length + 4096));
        assertEquals(new Found(WRITTEN, "", null), open(settings(kind)));
        put(Arrays.copyOf(Arrays.copyOf(whole, ends[2]), ends[2] + 4096));
        try (Node node = new Node(root)) {
            Journal journal = node.open(settings(kind));
            assertEquals(Position.of(4), journal.end());
            journal.append(WRITTEN.get(3).batch());
            assertEquals(WRITTEN, Node.read(journal, Position.START));
        }
    }

    @Test
    void anotherKeyOpensNothing() throws IOException {
        write(Node.SEALED);
        try (Node node = new Node(root)) {
            node.keys.put("secret:journal-key", Node.key(2));
            LinkException fault =
                    org.junit.jupiter.api.Assertions.assertThrows(LinkException.class, () -> node.open(Node.SEALED));
            assertEquals(ErrorCode.JOURNAL_KEY, fault.code());
        }
        assertTrue(new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("c_claim") < 0);
    }

    @Test
    void aSegmentUnderAnotherNameIsNotTakenForIt() throws IOException {
        write(Node.PLAIN);
        Path moved = file.resolveSibling("00000000000000000002.seg");
        put(whole);
        Files.move(file, moved);
        Found found = open(Node.PLAIN);
        assertEquals(ErrorCode.JOURNAL_DAMAGED, found.code);
        assertEquals(List.of(), found.batches);
    }
}
