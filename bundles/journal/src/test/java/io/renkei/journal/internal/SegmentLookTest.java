package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BatchInfo;
import io.renkei.api.BatchType;
import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.SegmentView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What support sees of a segment. */
class SegmentLookTest {
    @TempDir
    private Path folder;

    private Node node;
    private Journal journal;

    /** Batches 1 to 9 in the first segment, 10 and 11 in the second. */
    @BeforeEach
    void twoSegments() {
        node = new Node(folder.resolve("journal"));
        journal = node.open(Node.PLAIN);
        journal.append(Sample.base(100, "x".repeat(5_000), "row").batch());
        for (int number = 101; number <= 108; number++) {
            journal.append(Sample.data(number - 1, number, "row").batch());
        }
        node.restart();
        journal = node.open(Node.PLAIN);
        node.clock.pass(Duration.ofMinutes(3));
        journal.append(Sample.data(108, 110, "row", "row").batch());
        journal.append(Sample.barrier(110, "verify-1").batch());
        journal.acknowledge(Position.of(104));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static List<Long> seqs(SegmentView view) {
        return view.batches().stream().map(BatchInfo::seq).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void showsSizesCountsAndPositionsOfEachBatch() {
        BatchInfo base = journal.view(1, 1).batches().get(0);
        assertEquals(BatchType.BASE, base.type());
        assertEquals(Position.START, base.from());
        assertEquals(Position.of(100), base.to());
        assertEquals(5_003, base.rawBytes());
        assertTrue(base.storedBytes() < 500, base.storedBytes() + " stored");
        assertEquals(2, base.items());
        assertEquals(2, base.frames());
        assertEquals("", base.label());
        BatchInfo barrier = journal.view(11, 1).batches().get(0);
        assertEquals(BatchType.BARRIER, barrier.type());
        assertEquals("verify-1", barrier.label());
        assertEquals(Instant.parse("2026-04-01T00:03:00Z"), barrier.writtenAt());
        assertEquals(Instant.parse("2026-04-01T00:00:00.123456Z"), barrier.newestCommit());
    }

    @Test
    void saysWhatTheTargetHasConfirmed() {
        List<BatchInfo> batches = journal.view(1, 100).batches();
        assertEquals(
                range(1, 5),
                batches.stream()
                        .filter(BatchInfo::acknowledged)
                        .map(BatchInfo::seq)
                        .toList());
    }

    @Test
    void showsTheSegmentThatHoldsTheBatch() {
        SegmentView first = journal.view(4, 100);
        assertEquals(journal.segments().get(0), first.segment());
        assertEquals(range(1, 9), seqs(first));
        SegmentView second = journal.view(10, 100);
        assertEquals(journal.segments().get(1), second.segment());
        assertEquals(range(10, 11), seqs(second));
    }

    @Test
    void limitsThemToThoseFromTheBatchOnOrAroundIt() {
        assertEquals(range(3, 5), seqs(journal.view(3, 3)));
        assertEquals(range(7, 9), seqs(journal.view(9, 3)));
        assertEquals(range(7, 9), seqs(journal.view(7, 3)));
        assertEquals(range(11, 11), seqs(journal.view(11, 1)));
    }

    @Test
    void aBatchThatIsNotThereIsSaidWithThoseThatAre() {
        for (long seq : new long[] {0, -1, 12}) {
            IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> journal.view(seq, 10));
            assertEquals("the journal of db-13-prod holds batches 1 to 11, not " + seq, fault.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> journal.view(1, 0));
        assertThrows(IllegalArgumentException.class, () -> journal.view(1, Journal.VIEW_MAX + 1));
    }

    @Test
    void anEmptyJournalHoldsNone() {
        try (Node other = new Node(folder.resolve("other"))) {
            Journal empty = other.open(Node.PLAIN);
            assertThrows(IllegalArgumentException.class, () -> empty.view(0, 10));
        }
    }

    @Test
    void damageIsNamedWithItsFile() throws IOException {
        Path file = node.segments().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 5] ^= 1;
        Files.write(file, bytes);
        PermanentLinkException fault = assertThrows(PermanentLinkException.class, () -> journal.view(9, 10));
        assertEquals(ErrorCode.JOURNAL_DAMAGED, fault.code());
        assertTrue(fault.detail().contains(file.toString()), fault.detail());
    }

    @Test
    void whatIsLookedAtIsNotHeldAfterwards() throws IOException {
        journal.view(1, 10);
        journal.acknowledge(journal.end());
        node.journals().tidy();
        node.clock.pass(Duration.ofHours(2));
        node.journals().tidy();
        assertEquals(1, node.segments().size());
    }
}
