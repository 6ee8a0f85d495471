package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BatchEnd;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a journal on real files. */
class FileJournalTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Node node;

    @BeforeEach
    void start() {
        node = new Node(folder.resolve("journal"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void anEmptyJournalStandsAtTheStart() {
        Journal journal = node.open(Node.PLAIN);
        assertEquals(new Epoch(1), journal.epoch());
        assertEquals(Position.START, journal.end());
        assertEquals(0, journal.lastSeq());
        assertEquals(List.of(), journal.segments());
        assertEquals(List.of(), Node.read(journal, Position.START));
    }

    @Test
    void givesBackWhatWasAppendedInOrder() {
        Journal journal = node.open(Node.PLAIN);
        List<Sample> written = List.of(
                Sample.base(5, "rows of the base copy"),
                Sample.data(5, 9, "first", "", "x".repeat(100_000)).declaring("public.c_claim", "id", "name"),
                Sample.barrier(9, "verify-1"),
                Sample.data(9, 10));
        for (int i = 0; i < written.size(); i++) {
            assertEquals(i + 1, journal.append(written.get(i).batch()));
        }
        assertEquals(Position.of(10), journal.end());
        assertEquals(4, journal.lastSeq());
        assertEquals(written, Node.read(journal, Position.START));
        assertEquals(written.subList(1, 4), Node.read(journal, Position.of(5)));
        // the barrier too: the target may not have passed it yet
        assertEquals(written.subList(2, 4), Node.read(journal, Position.of(9)));
        assertEquals(List.of(), Node.read(journal, Position.of(10)));
    }

    @Test
    void aBatchByReferenceKeepsItsReference() {
        Journal journal = node.open(Node.PLAIN);
        Sample byReference =
                Sample.data(0, 1).withFirst(new Sample.Piece(FrameType.REFERENCE, "inbox/2026-04/claims-13.dat"));
        journal.append(byReference.batch());
        assertEquals(List.of(byReference), Node.read(journal, Position.START));
        assertTrue(journal.usage().bytes() < 1_000);
    }

    @Test
    void aReopenedJournalGoesOnInTheNextEpoch() throws IOException {
        Journal first = node.open(Node.PLAIN);
        first.append(Sample.data(0, 3, "a").batch());
        node.restart();
        Journal second = node.open(Node.PLAIN);
        assertEquals(new Epoch(2), second.epoch());
        assertEquals(Position.of(3), second.end());
        assertEquals(1, second.lastSeq());
        assertEquals(2, second.append(Sample.data(3, 4, "b").batch()));
        assertEquals(2, node.segments().size());
        List<SegmentInfo> segments = second.segments();
        assertEquals(new Epoch(1), segments.get(0).epoch());
        assertEquals(new Epoch(2), segments.get(1).epoch());
        assertEquals(2, segments.get(1).firstSeq());
        List<Long> epochs = new ArrayList<>();
        try (JournalReader reader = second.read(Position.START)) {
            for (NumberedBatch next = reader.next(Duration.ZERO); next != null; next = reader.next(Duration.ZERO)) {
                epochs.add(next.epoch().value());
                next.close();
            }
        }
        assertEquals(List.of(1L, 2L), epochs);
    }

    @Test
    void openingWithoutAppendingLeavesNoFilesBehind() throws IOException {
        for (int i = 0; i < 10; i++) {
            node.open(Node.PLAIN);
            node.restart();
        }
        assertEquals(new Epoch(11), node.open(Node.PLAIN).epoch());
        assertEquals(List.of(), node.segments());
        try (var entries = Files.list(node.root.resolve(Sample.LINK.toString()))) {
            assertEquals(1, entries.filter(Files::isDirectory).count());
        }
    }

    @Test
    void aBatchThatBreaksOffLeavesNothing() {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "kept").batch());
        long bytes = journal.usage().bytes();
        Sample large = Sample.data(1, 2, noise(300_000), noise(300_000), "end");
        TransientLinkException fault =
                assertThrows(TransientLinkException.class, () -> journal.append(large.breakingAfter(2)));
        assertEquals(ErrorCode.SOURCE_UNREACHABLE, fault.code());
        assertEquals(bytes, journal.usage().bytes());
        assertEquals(Position.of(1), journal.end());
        assertEquals(2, journal.append(large.batch()));
        node.restart();
        assertEquals(List.of(Sample.data(0, 1, "kept"), large), Node.read(node.open(Node.PLAIN), Position.START));
    }

    @Test
    void refusesABatchThatDoesNotFollow() {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 7, "a").batch());
        for (long from : new long[] {0, 6, 8}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> journal.append(Sample.data(from, 9, "b").batch()));
        }
        Sample backwards = new Sample(Sample.data(7, 9).type(), Position.of(7), Position.of(6), "", List.of());
        assertThrows(IllegalArgumentException.class, () -> journal.append(backwards.batch()));
        assertEquals(1, journal.lastSeq());
        assertEquals(List.of(Sample.data(0, 7, "a")), Node.read(journal, Position.START));
    }

    @Test
    void anEmptyJournalTakesItsFirstBatchFromAnyPosition() {
        // the node's home was lost; the target stands at 500 and the source still has what follows
        Journal journal = node.open(Node.PLAIN);
        Sample first = Sample.data(500, 510, "a");
        try (JournalReader early = journal.read(Position.of(500))) {
            assertNull(early.next(Duration.ZERO));
            assertEquals(1, journal.append(first.batch()));
            assertEquals(first, Sample.of(assertNotNullNow(early.next(LONG))));
        }
        journal.append(Sample.data(510, 511, "b").batch());
        node.restart();
        Journal again = node.open(Node.PLAIN);
        assertEquals(Position.of(511), again.end());
        assertEquals(List.of(first, Sample.data(510, 511, "b")), Node.read(again, Position.of(500)));
        assertThrows(PermanentLinkException.class, () -> again.read(Position.START));
    }

    @Test
    void aFirstBatchThatNeverCameDoesNotFixThePosition() throws IOException {
        Journal journal = node.open(Node.PLAIN);
        assertThrows(
                TransientLinkException.class,
                () -> journal.append(Sample.data(0, 3, "a", "b").breakingAfter(1)));
        try (JournalReader reader = journal.read(Position.of(500))) {
            assertNull(reader.next(Duration.ZERO));
            assertEquals(1, journal.append(Sample.data(500, 501, "c").batch()));
            assertEquals(Sample.data(500, 501, "c"), Sample.of(assertNotNullNow(reader.next(LONG))));
        }
        assertEquals(1, node.segments().size());
        node.restart();
        assertEquals(List.of(Sample.data(500, 501, "c")), Node.read(node.open(Node.PLAIN), Position.of(500)));
    }

    @Test
    void aFirstBatchOfAnotherEpochThatNeverCameDoesNotFixThePositionEither() {
        Journal journal = node.open(Node.PLAIN);
        assertThrows(
                TransientLinkException.class,
                () -> journal.append(Sample.data(0, 3, "a", "b").breakingAfter(1)));
        node.restart();
        Journal again = node.open(Node.PLAIN);
        again.append(Sample.data(500, 501, "c").batch());
        assertEquals(List.of(Sample.data(500, 501, "c")), Node.read(again, Position.of(500)));
        node.restart();
        assertEquals(List.of(Sample.data(500, 501, "c")), Node.read(node.open(Node.PLAIN), Position.of(500)));
    }

    @Test
    void aReaderOfAnEmptyJournalIsToldWhenTheFirstBatchBeginsElsewhere() {
        Journal journal = node.open(Node.PLAIN);
        try (JournalReader reader = journal.read(Position.of(400))) {
            journal.append(Sample.data(500, 510, "a").batch());
            assertEquals(ErrorCode.JOURNAL_GAP, gap(() -> reader.next(LONG)).code());
        }
        try (JournalReader reader = journal.read(Position.of(500))) {
            assertNotNull(reader.next(LONG));
        }
    }

    @Test
    void aTargetInsideTheSpanOfABaseCopyIsGivenTheBaseCopy() {
        // db.load = replace: the slot was lost, the target's old position is replaced with all its rows
        Journal journal = node.open(Node.PLAIN);
        try (JournalReader early = journal.read(Position.of(300))) {
            journal.append(Sample.base(500, "all rows").batch());
            journal.append(Sample.data(500, 510, "more").batch());
            assertEquals(Sample.base(500, "all rows"), Sample.of(assertNotNullNow(early.next(LONG))));
            assertEquals(Sample.data(500, 510, "more"), Sample.of(assertNotNullNow(early.next(LONG))));
        }
        assertEquals(2, Node.read(journal, Position.of(300)).size());
        gap(() -> journal.read(Position.of(505)));
    }

    @Test
    void aJournalIsOpenedAboveTheEpochThatAnotherOwnerClaimed() {
        assertEquals(new Epoch(58), node.open(Node.PLAIN, 57).epoch());
        node.restart();
        assertEquals(new Epoch(59), node.open(Node.PLAIN, 3).epoch());
        node.restart();
        assertEquals(new Epoch(60), node.open(Node.PLAIN).epoch());
        node.restart();
        assertThrows(PermanentLinkException.class, () -> node.open(Node.PLAIN, Long.MAX_VALUE));
        assertThrows(PermanentLinkException.class, () -> node.open(Node.PLAIN, 9_999_999_999L));
        assertEquals(
                new Epoch(9_999_999_999L), node.open(Node.PLAIN, 9_999_999_998L).epoch());
    }

    @Test
    void severalReadersGoTheirOwnWay() throws Exception {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "a").batch());
        try (JournalReader slow = journal.read(Position.START);
                JournalReader waiting = journal.read(Position.of(1))) {
            NumberedBatch held = assertNotNullNow(slow.next(LONG));
            CompletableFuture<Sample> later =
                    CompletableFuture.supplyAsync(() -> Sample.of(assertNotNullNow(waiting.next(LONG))));
            journal.append(Sample.data(1, 2, "b").batch());
            assertEquals(Sample.data(1, 2, "b"), later.get(30, TimeUnit.SECONDS));
            assertEquals(Sample.data(0, 1, "a"), Sample.of(held));
            // closed before it was read: the next one comes all the same
            assertNotNullNow(slow.next(LONG)).close();
            assertNull(slow.next(Duration.ZERO));
        }
    }

    @Test
    void aWaitingReaderIsWokenByAnotherThreadAndByTheEndOfTheJournal() throws Exception {
        Journal journal = node.open(Node.PLAIN);
        JournalReader reader = journal.read(Position.START);
        CompletableFuture<Boolean> woken = CompletableFuture.supplyAsync(() -> reader.next(LONG) == null);
        reader.wakeUp();
        assertTrue(woken.get(20, TimeUnit.SECONDS));
        CompletableFuture<NumberedBatch> ended = CompletableFuture.supplyAsync(() -> reader.next(LONG));
        journal.close();
        assertTrue(ended.handle((batch, fault) -> fault != null).get(20, TimeUnit.SECONDS));
        assertThrows(
                IllegalStateException.class,
                () -> journal.append(Sample.data(0, 1).batch()));
    }

    @Test
    void theBatchBeforeMustBeClosed() {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "a").batch());
        try (JournalReader reader = journal.read(Position.START)) {
            NumberedBatch open = assertNotNullNow(reader.next(LONG));
            BatchEnd end = open.end();
            assertEquals(Position.of(1), end.to());
            assertThrows(IllegalStateException.class, () -> reader.next(LONG));
            open.close();
            assertThrows(IllegalStateException.class, open::next);
        }
    }

    @Test
    void aPositionWhereNoBatchBeginsIsAGap() {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 4, "a").batch());
        journal.append(Sample.data(4, 9, "b").batch());
        for (long position : new long[] {2, 5, 10, -1}) {
            gap(() -> journal.read(Position.of(position)));
        }
        gap(() -> journal.read(new Position(4, "snapshot")));
        gap(() -> journal.acknowledge(Position.of(10)));
    }

    @Test
    void isOpenedOnceAtATime() {
        Journal journal = node.open(Node.PLAIN);
        assertEquals(
                ErrorCode.JOURNAL_IN_USE,
                assertThrows(PermanentLinkException.class, () -> node.open(Node.PLAIN))
                        .code());
        journal.close();
        journal.close();
        node.open(Node.PLAIN).append(Sample.data(0, 1, "a").batch());
        assertEquals(List.of(Sample.LINK), node.journals().known());
    }

    @Test
    void aLateEndOfOneOpeningDoesNotTakeTheNextOneOutOfCare() throws IOException {
        Journal first = node.open(Node.settings(1024 * 1024, Duration.ZERO, ""));
        first.append(Sample.data(0, 1, "a").batch());
        first.close();
        Journal second = node.open(Node.settings(1024 * 1024, Duration.ZERO, ""));
        second.append(Sample.data(1, 2, "b").batch());
        second.acknowledge(Position.of(2));
        first.close();
        // the times of a reopened journal's segments are the disk's, not the test's
        node.clock.pass(Duration.ofDays(36_500));
        node.journals().tidy();
        assertEquals(1, node.segments().size());
    }

    @Test
    void wordOfAClosedOpeningThatComesLateTakesTheNextOneOutOfNothing() throws IOException {
        FileJournal first = (FileJournal) node.open(Node.PLAIN);
        first.close();
        Journal second = node.open(Node.PLAIN);
        // its folder is free a moment before its own end is known
        node.journals().closed(first);
        second.append(Sample.data(0, 1, "a").batch());
        second.acknowledge(Position.of(1));
        node.journals().tidy();
        assertTrue(Files.exists(node.root.resolve(Sample.LINK + "/acknowledged")));
    }

    @Test
    void aFolderThatAnotherPartOfThisProcessHasLockedIsInUse() throws IOException {
        node.open(Node.PLAIN);
        node.restart();
        Path lock = node.root.resolve(Sample.LINK + "/lock");
        String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
        try (FileChannel elsewhere = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            // an older revision of the bundle, for example: it has its own statics
            assertNotNull(elsewhere.tryLock());
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        ErrorCode.JOURNAL_IN_USE,
                        assertThrows(PermanentLinkException.class, () -> node.open(Node.PLAIN))
                                .code());
            }
            assertTrue(Files.readString(Path.of("/proc/locks")).contains(inode), "its lock must stay its own");
        }
        node.open(Node.PLAIN).append(Sample.data(0, 1, "a").batch());
        assertTrue(Files.readString(Path.of("/proc/locks")).contains(inode));
    }

    @Test
    void whatIsOnDiskIsReadableByItsOwnerAlone() throws IOException {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "a").batch());
        journal.acknowledge(Position.of(1));
        node.journals().tidy();
        try (var files = Files.walk(node.root)) {
            for (Path file : files.toList()) {
                String rights =
                        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertEquals("------", rights.substring(3), file.toString());
            }
        }
    }

    @Test
    void framesAreStoredCompressedUnlessTheKindHasDoneIt() {
        Journal journal = node.open(Node.PLAIN);
        journal.append(Sample.data(0, 1, "x".repeat(100_000)).batch());
        assertTrue(journal.usage().bytes() < 2_000);
        try (JournalReader reader = journal.read(Position.START);
                NumberedBatch batch = assertNotNullNow(reader.next(LONG))) {
            Frame frame = batch.next();
            assertNotNull(frame);
            assertFalse(frame.data().remaining() > 1_000);
            assertEquals(frame.data().remaining(), batch.storedBytes());
        }
    }

    private static <T> T assertNotNullNow(@org.jspecify.annotations.Nullable T value) {
        assertNotNull(value);
        return value;
    }

    private static PermanentLinkException gap(org.junit.jupiter.api.function.Executable act) {
        PermanentLinkException fault = assertThrows(PermanentLinkException.class, act);
        assertEquals(ErrorCode.JOURNAL_GAP, fault.code());
        return fault;
    }

    private static String noise(int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        new java.util.Random(bytes).ints(bytes, 0, 256).forEach(value -> text.append((char) value));
        return text.toString();
    }
}
