package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that fills what it may write: a small file system, or its own limit for the length of a file ({@code
 * setrlimit}), which everybody may set.
 */
final class FullDiskRun {
    private static final int BATCH_BYTES = 20_000;
    private static final int FILE_LIMIT_BYTES = 50_000;
    private static final JournalSettings SETTINGS = Node.settings(1L << 30, Duration.ofHours(1), "");

    private FullDiskRun() {}

    /** Appends until the journal says that there is no room. */
    static void fill(Journal journal, List<Sample> written, ErrorCode expected) {
        TransientLinkException full = assertThrows(TransientLinkException.class, () -> {
            while (true) {
                append(journal, written);
            }
        });
        assertEquals(expected, full.code(), full.detail());
    }

    private static void append(Journal journal, List<Sample> written) {
        Sample next = Sample.noise(written.size() + 1, BATCH_BYTES);
        journal.append(next.batch());
        written.add(next);
    }

    /** Runs a command to its end and gives its exit status. */
    static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), String.join(" ", command) + " does not end");
        return process.exitValue();
    }

    private static void limitFiles(String bytes) throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        assertEquals(0, run("prlimit", "--pid", pid, "--fsize=" + bytes + ":"));
    }

    /**
     * @param args folder; {@code small} if the folder is a file system of 2 MiB, {@code limit} to limit the files' length
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        boolean small = args[1].equals("small");
        Path ballast = folder.resolve("ballast");
        List<Sample> written = new ArrayList<>();
        try (Node node = new Node(folder.resolve("journal"))) {
            Journal journal = node.open(SETTINGS);
            append(journal, written);
            if (small) {
                Files.write(ballast, new byte[300_000]);
            } else {
                limitFiles(String.valueOf(FILE_LIMIT_BYTES));
            }
            fill(journal, written, ErrorCode.JOURNAL_WRITE);
            assertTrue(written.size() >= 2, written.size() + " batches");
            fill(journal, written, ErrorCode.JOURNAL_WRITE);
            assertEquals(written, Node.read(journal, Position.START));
            node.restart();
            journal = node.open(SETTINGS);
            assertEquals(written, Node.read(journal, Position.START));
            fill(journal, written, ErrorCode.JOURNAL_WRITE);
            // what has had its retention makes room although nothing can be written
            journal.acknowledge(journal.end());
            node.journals().tidy();
            node.clock.pass(Duration.ofHours(2));
            node.journals().tidy();
            assertEquals(1, node.segments().size());
            int before = written.size();
            if (small) {
                append(journal, written);
                fill(journal, written, ErrorCode.JOURNAL_WRITE);
                Files.delete(ballast);
            } else {
                limitFiles("unlimited");
            }
            append(journal, written);
            assertEquals(
                    written.subList(before, written.size()),
                    Node.read(journal, written.get(before).from()));
        }
    }
}
