package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.Position;
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
    /** The first word behind it is the folder, the rest a command. */
    private static final String MOUNTED = "mount -t tmpfs -o size=2m tmpfs \"$0\" && exec \"$@\"";

    @TempDir
    private Path folder;

    @TempDir
    private Path logs;

    @Test
    void atItsLimitItRefusesAndGoesOnWhenTheTargetHasConfirmed() {
        JournalSettings small = Node.settings(1L << 20, Duration.ofDays(3), "");
        try (Node node = new Node(folder)) {
            Journal journal = node.open(small);
            List<Sample> written = new ArrayList<>();
            FullDiskRun.fill(journal, written, ErrorCode.JOURNAL_FULL);
            assertTrue(written.size() >= 40, written.size() + " batches");
            assertTrue(journal.usage().bytes() <= small.limitBytes());
            assertEquals(written, Node.read(journal, Position.START));
            // the oldest copies go first, retention or not: the source is not stopped for old copies
            journal.acknowledge(journal.end());
            int before = written.size();
            FullDiskRun.fill(journal, written, ErrorCode.JOURNAL_FULL);
            assertTrue(written.size() > before);
            assertEquals(
                    written.subList(before, written.size()),
                    Node.read(journal, written.get(before).from()));
        }
    }

    @Test
    void whereFilesMayNotGrowItRefusesLosesNothingAndGoesOn() throws Exception {
        passes(java("limit"));
    }

    /** Where the system lets nobody mount, not even in a name space of his own, the limit of the files does it once more. */
    @Test
    void onAFullDiskItRefusesLosesNothingAndGoesOn() throws Exception {
        for (String ownMounts : new String[] {"-m", "-Urm"}) {
            if (FullDiskRun.run("unshare", ownMounts, "mount", "-t", "tmpfs", "tmpfs", folder.toString()) == 0) {
                List<String> command = new ArrayList<>(List.of("unshare", ownMounts, "sh", "-c", MOUNTED));
                command.add(folder.toString());
                command.addAll(java("small"));
                passes(command);
                return;
            }
        }
        passes(java("limit"));
    }

    private List<String> java(String way) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                FullDiskRun.class.getName(),
                folder.toString(),
                way);
    }

    private void passes(List<String> command) throws Exception {
        Path said = logs.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, () -> "does not end: " + command);
        assertEquals(0, process.exitValue(), Files.readString(said));
    }
}
