package io.renkei.audit.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditTest {
    private static final String FIRST_DAY = "audit-2026-04-01.jsonl";

    @TempDir
    private Path temporary;

    private final WatchedDisk disk = new WatchedDisk();
    private final List<FileAudit> opened = new ArrayList<>();
    private Path folder;
    private Instant now = Instant.parse("2026-04-01T12:00:00Z");

    @BeforeEach
    void begin() {
        folder = temporary.resolve("audit");
    }

    @AfterEach
    void close() {
        opened.forEach(FileAudit::close);
    }

    private FileAudit open() {
        InstantSource source = () -> now;
        FileAudit audit = new FileAudit(folder, source.withZone(ZoneOffset.UTC), disk);
        opened.add(audit);
        audit.start();
        return audit;
    }

    private static AuditRecord record(String subject) {
        return new AuditRecord("admin", "ssh 127.0.0.1", "pause", subject, "夜間バッチ", "running", "paused", "done");
    }

    private FileAudit with(String... subjects) {
        FileAudit audit = open();
        for (String subject : subjects) {
            audit.write(record(subject));
        }
        return audit;
    }

    private Path only() {
        return folder.resolve(FIRST_DAY);
    }

    private static List<String> subjects(FileAudit audit, int count) {
        return audit.newest(count).stream()
                .map(entry -> entry.record().subject())
                .toList();
    }

    @Test
    void entriesAreNumberedChainedAndReadBackNewestFirst() {
        FileAudit audit = with("db-13-prod", "db-31-test");
        assertEquals(List.of(), audit.verify());
        List<AuditEntry> newest = audit.newest(10);
        assertEquals(List.of(2L, 1L), newest.stream().map(AuditEntry::number).toList());
        assertEquals(record("db-31-test"), newest.get(0).record());
        assertEquals(now, newest.get(0).time());
        assertEquals(64, newest.get(0).chain().length());
        assertEquals(List.of("db-31-test"), subjects(audit, 1));
        assertThrows(IllegalArgumentException.class, () -> audit.newest(0));
    }

    @Test
    void onlyTheOwnerCanReadTheTrail() throws IOException {
        try (FileAudit audit = new FileAudit(folder)) {
            audit.write(record("x"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            for (Path file : new TrailFolder(folder).files()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void anEntryIsOnDiskWhenWriteReturns() {
        FileAudit audit = open();
        for (int i = 0; i < 3; i++) {
            disk.calls.clear();
            audit.write(record("db-13-prod"));
            assertEquals(List.of("write", "sync"), disk.calls);
        }
    }

    @Test
    void everyChangedByteIsFoundInItsLine() throws IOException {
        FileAudit audit = with("a", "b", "c");
        byte[] right = Files.readAllBytes(only());
        int line = 1;
        for (int i = 0; i < right.length; i++) {
            byte[] changed = right.clone();
            changed[i] ^= 1;
            Files.write(only(), changed);
            List<String> findings = audit.verify();
            int at = i;
            int expected = line;
            assertFalse(findings.isEmpty(), () -> "byte " + at + " of line " + expected);
            assertTrue(findings.get(0).startsWith(FIRST_DAY + ":" + line + ": "), () -> at + ": " + findings);
            line += right[i] == '\n' ? 1 : 0;
        }
        Files.write(only(), right);
        assertEquals(List.of(), audit.verify());
    }

    @Test
    void aRemovedMovedOrForgedLineIsFound() throws IOException {
        FileAudit audit = with("a", "b", "c", "d");
        List<String> lines = Files.readAllLines(only());
        String firstChain = audit.newest(4).get(3).chain();
        Files.write(only(), List.of(lines.get(0), lines.get(2), lines.get(3)));
        assertEquals(
                List.of(FIRST_DAY + ":2: entry 3 was changed, or does not follow the line before it"), audit.verify());
        Files.write(only(), List.of(lines.get(0), lines.get(2), lines.get(1), lines.get(3)));
        assertTrue(audit.verify().get(0).startsWith(FIRST_DAY + ":2: "));
        Files.write(only(), lines.subList(0, 3));
        assertEquals(List.of("the trail ends with entry 3, but entry 4 was written"), audit.verify());
        Files.write(only(), lines.subList(1, 4));
        assertTrue(audit.verify().get(0).startsWith(FIRST_DAY + ":1: "));
        // hashed anew by somebody who knows how: the line after it tells
        String forged =
                new String(EntryLine.following(firstChain, 2, now, record("x")).bytes(), StandardCharsets.UTF_8);
        Files.write(only(), List.of(lines.get(0), forged, lines.get(2), lines.get(3)));
        assertEquals(
                List.of(FIRST_DAY + ":3: entry 3 was changed, or does not follow the line before it"), audit.verify());
        Files.delete(only());
        assertEquals(List.of("the trail ends with entry 0, but entry 4 was written"), audit.verify());
    }

    @Test
    void aTrailCutAtAnyByteIsFoundAndGoesOnAfterARestart() throws IOException {
        with("a", "b").close();
        byte[] right = Files.readAllBytes(only());
        int firstEnd = 1 + new String(right, StandardCharsets.ISO_8859_1).indexOf('\n');
        for (int length = 1; length < right.length; length++) {
            Files.write(only(), Arrays.copyOf(right, length));
            FileAudit audit = open();
            audit.write(record("after"));
            List<String> findings = audit.verify();
            int at = length;
            // the line end alone is put back; what ends at a line end is only known to whoever wrote on
            boolean whole = length == firstEnd - 1 || length == firstEnd || length == right.length - 1;
            assertEquals(whole, findings.isEmpty(), () -> at + ": " + findings);
            if (!whole) {
                assertTrue(
                        findings.get(0)
                                .startsWith(FIRST_DAY + ":" + (length < firstEnd ? 1 : 2) + ": cut off in the middle"),
                        () -> at + ": " + findings);
            }
            assertEquals(List.of("after"), subjects(audit, 1));
            audit.close();
        }
    }

    @Test
    void theChainGoesOnOverRestartsAndDays() throws IOException {
        with("a", "b").close();
        now = now.plus(Duration.ofDays(1));
        with("c").close();
        // a clock set back does not break the order of files
        now = now.minus(Duration.ofDays(2));
        with("d").close();
        FileAudit audit = open();
        assertEquals(List.of(), audit.verify());
        assertEquals(List.of("d", "c", "b", "a"), subjects(audit, 10));
        assertEquals(4, audit.newest(1).get(0).number());
        assertEquals(
                List.of(FIRST_DAY, "audit-2026-04-02.jsonl"),
                new TrailFolder(folder)
                        .files().stream()
                                .map(file -> file.getFileName().toString())
                                .toList());
        Files.delete(only());
        assertTrue(audit.verify().get(0).startsWith("audit-2026-04-02.jsonl:1: "));
    }

    @Test
    void concurrentWritersMakeOneChain() throws Exception {
        FileAudit audit = open();
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String subject = "writer " + i;
                all.add(writers.submit(() -> {
                    for (int j = 0; j < 25; j++) {
                        audit.write(record(subject));
                        assertEquals(List.of(), audit.verify());
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertEquals(List.of(), audit.verify());
        assertEquals(
                LongStream.rangeClosed(1, 200).boxed().toList(),
                audit.newest(1_000).stream().map(AuditEntry::number).sorted().toList());
    }

    @Test
    void aFullDiskRefusesTheActAndLeavesNothing() throws IOException {
        FileAudit audit = with("a");
        byte[] before = Files.readAllBytes(only());
        for (long free : new long[] {0, 1, 100}) {
            disk.freeBytes = free;
            UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> audit.write(record("b")));
            assertEquals("the audit trail can't be written: No space left on device", refused.getMessage());
            assertEquals(before.length, Files.size(only()));
        }
        disk.freeBytes = Long.MAX_VALUE;
        audit.write(record("c"));
        assertEquals(List.of("c", "a"), subjects(audit, 10));
        assertEquals(List.of(), audit.verify());
    }

    @Test
    void aDiskThatDoesNotSyncRefusesTheAct() {
        FileAudit audit = with("a");
        disk.syncFails = true;
        assertThrows(UncheckedIOException.class, () -> audit.write(record("b")));
        disk.syncFails = false;
        audit.write(record("c"));
        assertEquals(List.of("c", "a"), subjects(audit, 10));
        assertEquals(List.of(), audit.verify());
    }

    @Test
    void aDiskThatIsFullAtMidnightRefusesAndGoesOnLater() throws IOException {
        FileAudit audit = with("a");
        now = now.plus(Duration.ofDays(1));
        disk.freeBytes = 10;
        assertThrows(UncheckedIOException.class, () -> audit.write(record("b")));
        audit.close();
        FileAudit again = open();
        disk.freeBytes = Long.MAX_VALUE;
        again.write(record("c"));
        assertEquals(List.of("c", "a"), subjects(again, 10));
        assertEquals(List.of(), again.verify());
        assertEquals(
                1, Files.readAllLines(folder.resolve("audit-2026-04-02.jsonl")).size());
    }

    @Test
    void aRealFullDeviceRefuses() {
        FileAudit audit = new FileAudit(
                folder, Clock.systemUTC(), file -> FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE));
        opened.add(audit);
        UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> audit.write(record("a")));
        assertTrue(refused.getMessage().contains("No space left on device"), refused.getMessage());
    }

    @Test
    void aFolderThatCannotBeMadeRefusesEachActAndHealsByItself() throws IOException {
        Files.writeString(folder, "a file in the way");
        FileAudit audit = open();
        assertThrows(UncheckedIOException.class, () -> audit.write(record("a")));
        Files.delete(folder);
        audit.write(record("b"));
        assertEquals(List.of("b"), subjects(audit, 10));
    }

    @Test
    void longOrStrangeTextsStayOneEntry() {
        String strange = "line\nbreak \"quote\" \u0000 \uD800 \\ " + "長".repeat(2_000);
        FileAudit audit = with(strange, "b");
        assertEquals(List.of(), audit.verify());
        String kept = subjects(audit, 2).get(1);
        assertEquals(1_000, kept.length());
        assertTrue(kept.startsWith("line\nbreak \"quote\" \u0000 ? \\ 長") && kept.endsWith("長…"), kept);
    }
}
