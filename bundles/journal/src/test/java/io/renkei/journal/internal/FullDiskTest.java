package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit that is reached, and a disk that is full: the batch is refused, nothing durable is lost, and it goes on later. */
class FullDiskTest {
    private static final int BATCH_BYTES = 20_000;

    @TempDir
    private Path folder;

    /** Appends until the journal says that there is no room; returns what it took. */
    private static List<Sample> fill(Journal journal, List<Sample> written, ErrorCode expected) {
        TransientLinkException full = assertThrows(TransientLinkException.class, () -> {
            while (true) {
                Sample next = Sample.noise(written.size() + 1, BATCH_BYTES);
                journal.append(next.batch());
                written.add(next);
            }
        });
        assertEquals(expected, full.code(), full.detail());
        return written;
    }

    @Test
    void atItsLimitItRefusesAndGoesOnWhenTheTargetHasConfirmed() {
        JournalSettings small = Node.settings(1L << 20, Duration.ofDays(3), "");
        try (Node node = new Node(folder)) {
            Journal journal = node.open(small);
            List<Sample> written = fill(journal, new ArrayList<>(), ErrorCode.JOURNAL_FULL);
            assertTrue(written.size() >= 40, written.size() + " batches");
            assertTrue(journal.usage().bytes() <= small.limitBytes());
            assertEquals(written, Node.read(journal, Position.START));
            // the oldest copies go first, retention or not: the source is not stopped for old copies
            journal.acknowledge(journal.end());
            int before = written.size();
            fill(journal, written, ErrorCode.JOURNAL_FULL);
            assertTrue(written.size() > before);
            assertEquals(
                    written.subList(before, written.size()),
                    Node.read(journal, written.get(before).from()));
        }
    }

    @Test
    void onAFullDiskItRefusesLosesNothingAndGoesOn() throws Exception {
        // only root mounts; everybody else runs the test above
        assumeTrue(mount(), "needs the right to mount");
        try (Node node = new Node(folder.resolve("journal"))) {
            Journal journal = node.open(Node.settings(1L << 30, Duration.ofDays(3), ""));
            Path ballast = folder.resolve("ballast");
            Files.write(ballast, new byte[300_000]);
            List<Sample> written = fill(journal, new ArrayList<>(), ErrorCode.JOURNAL_WRITE);
            assertTrue(written.size() > 10, written.size() + " batches");
            assertEquals(written, Node.read(journal, Position.START));
            node.restart();
            Journal again = node.open(Node.settings(1L << 30, Duration.ofDays(3), ""));
            assertEquals(written, Node.read(again, Position.START));
            fill(again, written, ErrorCode.JOURNAL_WRITE);
            Files.delete(ballast);
            int before = written.size();
            fill(again, written, ErrorCode.JOURNAL_WRITE);
            assertTrue(written.size() > before);
            assertEquals(written, Node.read(again, Position.START));
        } finally {
            run("umount", folder.toString());
        }
    }

    private boolean mount() throws Exception {
        return run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString()) == 0;
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
