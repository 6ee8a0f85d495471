package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkException;
import io.renkei.api.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small journal, cut off at every offset and with a bit turned at every offset: what is given back is what was written,
 * in order from the first batch on, or an error that names the file and a place in the batch that was hit. Never anything
 * else, and a cut costs at most the batch that it hits.
 */
class DamageTest {
    private static final List<Sample> WRITTEN = List.of(
            Sample.data(0, 3, "first").declaring("public.c_claim", "claim_id", "total_units"),
            Sample.data(3, 4, "second", "of two frames"),
            Sample.barrier(4, "verify-1"),
            Sample.data(4, 9, "last"));

    private static final Pattern OFFSET = Pattern.compile(" at offset (\\d+)$");

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
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                if (!entry.equals(root)) {
                    Files.delete(entry);
                }
            }
        }
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private record Found(boolean opened, List<Sample> batches, String fault, ErrorCode code) {
        /** Where the fault is said to be. */
        int offset() {
            Matcher at = OFFSET.matcher(fault);
            return at.find() ? Integer.parseInt(at.group(1)) : 0;
        }
    }

    private Found open(JournalSettings settings) {
        List<Sample> batches = new ArrayList<>();
        boolean opened = false;
        try (Node node = new Node(root, FaultyDisk.unsynced())) {
            Journal journal = node.open(settings);
            opened = true;
            Node.readInto(journal, Position.START, batches);
            return new Found(true, batches, "", null);
        } catch (LinkException e) {
            return new Found(opened, batches, e.detail(), e.code());
        }
    }

    private static byte[] turned(byte[] bytes, int offset) {
        byte[] damaged = bytes.clone();
        damaged[offset] ^= (byte) (1 << (offset % 8));
        return damaged;
    }

    /** How many batches end at or before an offset. */
    private int before(int offset) {
        int count = 0;
        while (count < ends.length && ends[count] <= offset) {
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void cutAtEveryOffset(String kind) throws IOException {
        write(settings(kind));
        for (int length = 0; length < whole.length; length++) {
            put(Arrays.copyOf(whole, length));
            Found found = open(settings(kind));
            assertEquals("", found.fault, "cut at " + length);
            assertEquals(WRITTEN.subList(0, before(length)), found.batches, "cut at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aBitTurnedAtEveryOffset(String kind) throws IOException {
        write(settings(kind));
        for (int offset = 0; offset < whole.length; offset++) {
            byte[] damaged = turned(whole, offset);
            put(damaged);
            Found found = open(settings(kind));
            String where = "bit turned at " + offset + ": " + found.fault;
            if (found.code == null) {
                assertEquals(WRITTEN, found.batches, where);
                continue;
            }
            assertTrue(found.code == ErrorCode.JOURNAL_DAMAGED || found.code == ErrorCode.JOURNAL_KEY, where);
            assertTrue(found.fault.contains(file.getFileName().toString()), where);
            int intact = before(offset);
            // no more is said to be damaged than is; what is whole is served, or left as it is for whoever mends the
            // file
            assertTrue(found.offset() >= (intact == 0 ? 0 : ends[intact - 1]), where);
            assertTrue(found.offset() < ends[intact], where);
            if (found.opened) {
                assertEquals(WRITTEN.subList(0, intact), found.batches, where);
            } else {
                assertArrayEquals(damaged, Files.readAllBytes(file), where);
            }
        }
    }

    /** Damage where no crash can have left it: an older segment, after which others were begun. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void anOlderSegmentCutOrTurnedAtEveryOffset(String kind) throws IOException {
        write(settings(kind));
        Sample later = Sample.data(9, 12, "in the next segment");
        try (Node node = new Node(root)) {
            node.open(settings(kind)).append(later.batch());
        }
        List<Sample> all = new ArrayList<>(WRITTEN);
        all.add(later);
        for (int offset = 0; offset < whole.length; offset++) {
            Files.write(file, turned(whole, offset));
            older(kind, offset, all, "turned");
            Files.write(file, Arrays.copyOf(whole, offset));
            older(kind, offset, all, "cut");
        }
        Files.write(file, whole);
        assertEquals(all, open(settings(kind)).batches);
    }

    private void older(String kind, int offset, List<Sample> all, String what) {
        Found found = open(settings(kind));
        String where = what + " at " + offset + ": " + found.fault;
        if (found.code == null) {
            assertEquals(all, found.batches, where);
            return;
        }
        assertTrue(found.code == ErrorCode.JOURNAL_DAMAGED || found.code == ErrorCode.JOURNAL_KEY, where);
        assertTrue(found.fault.contains(file.getFileName().toString()), where);
        if (found.opened) {
            assertEquals(WRITTEN.subList(0, before(offset)), found.batches, where);
        } else {
            assertTrue(offset < ends[0], where);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aTailOfZerosIsCutOffAndTheJournalGoesOn(String kind) throws IOException {
        write(settings(kind));
        put(Arrays.copyOf(whole, whole.length + 4096));
        assertEquals(new Found(true, WRITTEN, "", null), open(settings(kind)));
        put(Arrays.copyOf(Arrays.copyOf(whole, ends[2]), ends[2] + 4096));
        try (Node node = new Node(root)) {
            Journal journal = node.open(settings(kind));
            assertEquals(Position.of(4), journal.end());
            journal.append(WRITTEN.get(3).batch());
            assertEquals(WRITTEN, Node.read(journal, Position.START));
        }
    }

    @Test
    void whatTheTargetHasConfirmedIsNeverTakenForTorn() throws IOException {
        write(Node.PLAIN);
        try (Node node = new Node(root)) {
            node.open(Node.PLAIN).acknowledge(Position.of(9));
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        Found found = open(Node.PLAIN);
        assertEquals(ErrorCode.JOURNAL_DAMAGED, found.code);
        assertTrue(found.fault.contains("confirmed 9"), found.fault);
        assertEquals(whole.length - 1, Files.size(file), "kept for whoever looks at it");
    }

    @Test
    void anotherKeyOpensNothing() throws IOException {
        write(Node.SEALED);
        try (Node node = new Node(root)) {
            node.keys.put("secret:journal-key", Node.key(2));
            LinkException fault = assertThrows(LinkException.class, () -> node.open(Node.SEALED));
            assertEquals(ErrorCode.JOURNAL_KEY, fault.code());
        }
        assertTrue(new String(whole, StandardCharsets.ISO_8859_1).indexOf("c_claim") < 0);
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
