package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.NumberedBatch;
import io.renkei.api.SegmentInfo;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer that is killed hard again and again: every batch that it called durable is there, byte for byte. */
class KillTest {
    private static final int KILLS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void whatWasDurableIsThereAfterAKill(String kind) throws Exception {
        Random random = new Random(7);
        long promised = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledWriter.class.getName(),
                            folder.toString(),
                            kind)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader said = writer.inputReader()) {
                for (int lines = 20 + random.nextInt(40); lines > 0; lines--) {
                    promised = Long.parseLong(assertNotNullNow(said.readLine()));
                }
                writer.destroyForcibly();
                assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
            }
            promised = check(kind, promised);
        }
    }

    /** Returns the last number that is in the journal. */
    private long check(String kind, long promised) {
        try (Node node = new Node(folder)) {
            Journal journal = node.open(kind.equals("sealed") ? Node.SEALED : Node.PLAIN);
            assertTrue(journal.lastSeq() >= promised, journal.lastSeq() + " of " + promised);
            List<SegmentInfo> kept = journal.segments();
            long number = kept.get(0).firstSeq();
            try (JournalReader reader = journal.read(KilledWriter.sample(number).from())) {
                for (NumberedBatch next = reader.next(Duration.ZERO); next != null; next = reader.next(Duration.ZERO)) {
                    assertEquals(number, next.seq());
                    assertEquals(KilledWriter.sample(number), Sample.of(next));
                    number++;
                }
            }
            assertEquals(journal.lastSeq() + 1, number);
            return journal.lastSeq();
        }
    }

    private static String assertNotNullNow(String line) {
        assertNotNull(line);
        return line;
    }
}
