package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.journal.internal.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses one thing at the worst moment: nothing that was durable is forgotten, now or after a restart. */
class FaultyDiskTest {
    private static final int BATCH_BYTES = 20_000;

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Node node;

    @BeforeEach
    void start() {
        node = new Node(folder.resolve("journal"), disk);
    }

    @AfterEach
    void stop() {
        disk.faults.clear();
        node.close();
    }

    private static ErrorCode refused(Journal journal, Sample next) {
        return assertThrows(TransientLinkException.class, () -> journal.append(next.batch()))
                .code();
    }

    private static List<Sample> fill(Journal journal) {
        List<Sample> written = new ArrayList<>();
        while (true) {
            Sample next = Sample.noise(written.size() + 1, BATCH_BYTES);
            try {
                journal.append(next.batch());
            } catch (TransientLinkException full) {
                assertEquals(ErrorCode.JOURNAL_FULL, full.code());
                return written;
            }
            written.add(next);
        }
    }

    @Test
    void aSegmentThatCouldNotBeBegunDoesNotHideTheBatchesAfterIt() {
        Journal journal = node.open(Node.PLAIN);
        List<Sample> written = fill(journal);
        Position early = written.get(written.size() - 1).from();
        journal.acknowledge(journal.end());
        // full and all confirmed: a new segment is begun so that the last one can go, and its folder refuses
        disk.faults.add(Fault.FOLDER);
        assertEquals(ErrorCode.JOURNAL_WRITE, refused(journal, Sample.data(written.size(), 1_000, "small")));
        disk.faults.clear();
        // the target was set back meanwhile: the last segment is needed again and goes on
        journal.read(early).close();
        Sample last = Sample.data(written.size(), 1_000, "small");
        long seq = journal.append(last.batch());
        assertEquals(written.size() + 1, seq);
        node.restart();
        Journal again = node.open(Node.PLAIN);
        assertEquals(seq, again.lastSeq());
        assertEquals(Position.of(1_000), again.end());
        assertEquals(List.of(written.get(written.size() - 1), last), Node.read(again, early));
    }

    @Test
    void whatRemainsOfAFailedBatchIsGoneBeforeTheNextSegmentBegins() {
        Journal journal = node.open(Node.PLAIN);
        Sample first = Sample.noise(1, 50_000);
        journal.append(first.batch());
        disk.faults.add(Fault.TRUNCATE);
        assertEquals(ErrorCode.JOURNAL_FULL, refused(journal, Sample.noise(2, 1_040_000)));
        journal.acknowledge(journal.end());
        // the next segment can't be begun while the one before can't be cut back
        assertEquals(ErrorCode.JOURNAL_WRITE, refused(journal, Sample.noise(2, 10)));
        disk.faults.clear();
        Sample second = Sample.noise(2, 10);
        journal.append(second.batch());
        assertEquals(2, journal.segments().size());
        node.restart();
        assertEquals(List.of(first, second), Node.read(node.open(Node.PLAIN), Position.START));
    }

    @Test
    void whatAKilledWriterHadNotForcedIsForcedBeforeItCounts() throws IOException {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "a").batch());
        String segment = node.segments().get(0).getFileName().toString();
        node.restart();
        disk.forced.clear();
        // the bytes of a killed process are in memory of the system only: the source is released by what is found here
        node.open(Node.PLAIN);
        assertTrue(disk.forced.contains(segment), disk.forced.toString());
    }
}
