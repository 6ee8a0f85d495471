package io.renkei.runtime.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.config.FileSecrets;
import io.renkei.runtime.internal.Kinds;
import io.renkei.runtime.internal.links.LinkPlan;
import io.renkei.runtime.toy.ToyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePlanReaderTest {
    @TempDir
    private Path etc;

    @Test
    void whatTheFileCallsLateIsPartOfThePlan() throws Exception {
        Files.writeString(etc.resolve("io.renkei.node.cfg"), "role = centre\nname = centre-01\n");
        Path file = Files.writeString(
                etc.resolve("io.renkei.federation-13-prod.cfg"),
                "federation = 13\nenvironment = prod\nlinks = toy\ntoy.source = /tmp\ntoy.late = 5s\n");
        Kinds kinds = new Kinds();
        kinds.added(new ToyKind());
        PlanReader.Reading reading =
                new FilePlanReader(etc, kinds, new FileSecrets(etc.resolve("secrets"), Map.of())).read(file);
        assertEquals(List.of(), reading.faults());
        assertEquals(
                List.of(Duration.ofSeconds(5)),
                reading.plans().stream().map(LinkPlan::late).toList());
    }
}
