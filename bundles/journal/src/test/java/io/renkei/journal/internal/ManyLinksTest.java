package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All links of a centre: four kinds, 47 federations, production and test; each with a reader that waits. */
class ManyLinksTest {
    private static final int BATCHES = 3;
    private static final int FRAME_BYTES = 100_000;

    /** A journal, its reader, segments and index of an idle link. */
    private static final long LINK_MAX_BYTES = 64 * 1024;

    @TempDir
    private Path folder;

    private static List<LinkId> links() {
        List<LinkId> links = new ArrayList<>();
        for (String kind : List.of("db", "file", "print", "exchange")) {
            for (int federation = 1; federation <= 47; federation++) {
                for (String environment : List.of("prod", "test")) {
                    links.add(LinkId.parse(String.format(Locale.ROOT, "%s-%02d-%s", kind, federation, environment)));
                }
            }
        }
        assertEquals(376, links.size());
        return links;
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    @Test
    void aLinkCostsOneOpenFileAndLittleMemory() {
        List<LinkId> links = links();
        List<Journal> journals = new ArrayList<>();
        List<JournalReader> readers = new ArrayList<>();
        try (Node node = new Node(folder, FaultyDisk.unsynced())) {
            // what the first one loads for all
            carry(node.journals().open(LinkId.parse("db-99-prod"), Node.PLAIN), LinkId.parse("db-99-prod"))
                    .close();
            long filesBefore = openFiles();
            long threadsBefore = threads();
            long bytesBefore = usedBytes();
            for (LinkId link : links) {
                Journal journal = node.journals().open(link, Node.PLAIN);
                journals.add(journal);
                readers.add(carry(journal, link));
            }
            long files = openFiles() - filesBefore;
            assertTrue(files >= 376 && files <= 376 + 20, files + " more open files");
            assertTrue(threads() - threadsBefore <= 4, threads() - threadsBefore + " more threads");
            long bytes = usedBytes() - bytesBefore;
            assertTrue(bytes < 376 * LINK_MAX_BYTES, bytes + " more bytes");
            journals.forEach(journal -> journal.acknowledge(journal.end()));
            node.journals().tidy();
            long tidied = openFiles() - filesBefore;
            assertTrue(tidied <= 376 + 20, tidied + " more open files");
            readers.forEach(JournalReader::close);
            journals.forEach(Journal::close);
            long left = openFiles() - filesBefore;
            assertTrue(left <= 20, left + " files are still open");
        }
    }

    /** Batches go through the journal; the reader waits for the next. */
    private static JournalReader carry(Journal journal, LinkId link) {
        JournalReader reader = journal.read(Position.START);
        for (int number = 1; number <= BATCHES; number++) {
            journal.append(new Large(link, number));
            try (NumberedBatch batch = reader.next(Duration.ZERO)) {
                assertNotNull(batch);
                assertNotNull(batch.next());
            }
        }
        assertNull(reader.next(Duration.ZERO));
        return reader;
    }

    private static final class Large implements Batch {
        private final LinkId link;
        private final int number;
        private boolean given;

        Large(LinkId link, int number) {
            this.link = link;
            this.number = number;
        }

        @Override
        public BatchHead head() {
            return new BatchHead(link, BatchType.DATA, Position.of(number - 1), "");
        }

        @Override
        public @Nullable Frame next() {
            if (given) {
                return null;
            }
            given = true;
            return Frame.raw(FrameType.DATA, ByteBuffer.allocate(FRAME_BYTES));
        }

        @Override
        public BatchEnd end() {
            return new BatchEnd(Position.of(number), Instant.EPOCH, 1, FRAME_BYTES);
        }

        @Override
        public void close() {
            given = true;
        }
    }
}
