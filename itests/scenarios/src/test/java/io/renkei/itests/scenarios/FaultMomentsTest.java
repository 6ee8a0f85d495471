package io.renkei.itests.scenarios;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.faults.FaultBench;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Six of the moments of {@code ./renkei bench faults}: every part breaks once, every window is hit once. */
class FaultMomentsTest {
    private static final int MOMENTS = 6;

    @Test
    void everyRowArrivesOnceWhateverBreaks() throws Exception {
        try (PrintWriter progress = new PrintWriter(Path.of("target/faults.log").toFile(), StandardCharsets.UTF_8);
                FaultBench bench = new FaultBench(MOMENTS, progress)) {
            BenchReport report = bench.run();
            progress.println(report.text());
            assertTrue(report.ok(), report::text);
        }
    }
}
