package io.renkei.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Encoding;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalSettings;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was confirmed stays for the retention, counted from its confirmation, and then goes. */
class RetentionTest {
    private static final JournalSettings HOUR = Node.settings(1L << 30, Duration.ofHours(1), "");

    /** One segment each: it is full when the batch is in it. */
    private static final int SEGMENT = 70_000;

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private Node node;
    private Journal journal;

    @BeforeEach
    void fiveSegments() {
        node = new Node(folder.resolve("journal"), disk);
        journal = node.open(HOUR);
        for (int number = 1; number <= 5; number++) {
            journal.append(Sample.noise(number, SEGMENT).batch());
        }
    }

    @AfterEach
    void stop() {
        disk.faults.clear();
        node.close();
    }

    /** Time goes on, and the journals' thread comes by. */
    private void after(int minutes) {
        node.clock.pass(Duration.ofMinutes(minutes));
        node.journals().tidy();
    }

    private void confirm(long order) {
        journal.acknowledge(Position.of(order));
        node.journals().tidy();
    }

    private int segments() throws IOException {
        return node.segments().size();
    }

    @Test
    void aSiteThatWasDownForLongerThanTheRetentionCanStillBeCaughtUpAfterwards() throws IOException {
        after(24 * 60);
        confirm(5);
        assertEquals(5, segments(), "confirmed this moment");
        after(59);
        assertEquals(5, Node.read(journal, Position.START).size());
        confirm(5);
        // reading from the start said that the target was set back: it begins anew
        after(59);
        assertEquals(5, segments());
        after(2);
        assertEquals(1, segments(), "the last one says where the journal ends");
    }

    @Test
    void whatWasConfirmedEarlierGoesEarlier() throws IOException {
        confirm(2);
        after(30);
        confirm(5);
        after(31);
        assertEquals(3, segments());
        after(28);
        assertEquals(3, segments());
        after(3);
        assertEquals(1, segments());
    }

    @Test
    void whenItWasConfirmedSurvivesARestart() throws IOException {
        confirm(5);
        after(30);
        node.restart();
        journal = node.open(HOUR);
        after(29);
        assertEquals(5, segments());
        after(2);
        assertEquals(1, segments());
    }

    @Test
    void whenItWasConfirmedSurvivesAKill() throws IOException {
        confirm(5);
        Path copy = folder.resolve("killed");
        Node.copy(node.root, copy);
        try (Node killed = new Node(copy)) {
            killed.open(HOUR);
            killed.clock.pass(Duration.ofMinutes(61));
            killed.journals().tidy();
            assertEquals(1, killed.segments().size());
        }
    }

    @Test
    void aTargetThatWasSetBackKeepsWhatItNeedsEvenIfTheNodeIsKilledThen() throws IOException {
        confirm(5);
        after(50);
        journal.read(Position.of(1)).close();
        Path copy = folder.resolve("killed");
        Node.copy(node.root, copy);
        try (Node killed = new Node(copy)) {
            Journal again = killed.open(HOUR);
            killed.clock.pass(Duration.ofHours(5));
            killed.journals().tidy();
            assertEquals(4, Node.read(again, Position.of(1)).size());
        }
        confirm(5);
        after(59);
        assertTrue(segments() >= 4, "the retention began anew");
        after(2);
        assertEquals(1, segments());
    }

    @Test
    void whoeverOnlyLooksSeesPlainFramesAndTakesNoConfirmationBack() throws IOException {
        String text = "compresses well ".repeat(100);
        journal.append(Sample.data(5, 6, text).batch());
        confirm(6);
        try (JournalReader reader = journal.look(Position.of(1))) {
            for (int number = 2; number <= 5; number++) {
                assertEquals(Sample.noise(number, SEGMENT), Sample.of(reader.next(Duration.ZERO)));
            }
            try (NumberedBatch last = reader.next(Duration.ZERO)) {
                Frame frame = last.next();
                assertEquals(Encoding.RAW, frame.encoding());
                assertEquals(text.length(), frame.data().remaining());
            }
            assertNull(reader.next(Duration.ZERO));
        }
        after(61);
        assertEquals(1, segments());
    }

    @Test
    void aSetBackIsRememberedOnAFullDiskToo() throws IOException {
        confirm(5);
        disk.faults.add(FaultyDisk.Fault.WRITE);
        journal.read(Position.of(1)).close();
        Path copy = folder.resolve("killed");
        Node.copy(node.root, copy);
        try (Node killed = new Node(copy)) {
            killed.open(HOUR);
            killed.clock.pass(Duration.ofHours(5));
            killed.journals().tidy();
            assertEquals(5, killed.segments().size());
        }
    }

    @Test
    void aFullDiskGetsItsRoomBack() throws IOException {
        confirm(4);
        journal.acknowledge(Position.of(5));
        disk.faults.add(FaultyDisk.Fault.WRITE);
        after(61);
        assertEquals(1, segments());
    }

    @Test
    void aJournalOpensOnADiskThatIsFullOfWhatHasHadItsRetention() throws IOException {
        confirm(5);
        node.restart();
        disk.faults.add(FaultyDisk.Fault.WRITE);
        disk.roomFrom(node.segments().get(0));
        TransientLinkException full = assertThrows(TransientLinkException.class, () -> node.open(HOUR));
        assertEquals(ErrorCode.JOURNAL_WRITE, full.code());
        assertTrue(full.detail().contains("No space left on device"), full.detail());
        node.clock.pass(Duration.ofMinutes(61));
        journal = node.open(HOUR);
        assertEquals(1, segments());
        journal.append(Sample.data(5, 6, "goes on").batch());
    }

    @Test
    void aClockThatIsSetBackDelaysItByNoMoreThanARetention() throws IOException {
        node.clock.pass(Duration.ofDays(400));
        confirm(3);
        node.clock.pass(Duration.ofDays(-400));
        after(0);
        assertEquals(5, segments());
        confirm(5);
        after(62);
        assertEquals(2, segments());
        after(61);
        assertEquals(1, segments());
    }

    @Test
    void confirmationsOfMonthsTakeNoMoreThanAFewMarks() throws IOException {
        node.restart();
        JournalSettings month = Node.settings(1L << 30, Duration.ofDays(31), "");
        journal = node.open(month);
        for (int number = 6; number < 600; number++) {
            journal.append(Sample.data(number - 1, number).batch());
            journal.acknowledge(Position.of(number));
            after(300);
        }
        Path marks = node.root.resolve(Sample.LINK + "/retention");
        assertTrue(Files.size(marks) < 1_000, Files.size(marks) + " bytes");
        assertFalse(Files.exists(marks.resolveSibling("retention.new")));
    }

    @Test
    void aConfirmationOfAJournalThatIsGoneIsGoneToo() throws IOException {
        confirm(5);
        node.journals().close();
        for (Path segment : node.segments()) {
            Files.delete(segment);
        }
        node.restart();
        journal = node.open(HOUR);
        for (int number = 1; number <= 5; number++) {
            journal.append(Sample.noise(number, SEGMENT).batch());
        }
        // a kill now, before the target has confirmed anything
        Path copy = folder.resolve("killed");
        Node.copy(node.root, copy);
        try (Node killed = new Node(copy)) {
            Journal again = killed.open(HOUR);
            assertTrue(
                    again.usage().unacknowledgedBytes() > 5 * SEGMENT,
                    again.usage().toString());
            killed.clock.pass(Duration.ofHours(5));
            killed.journals().tidy();
            assertEquals(5, killed.segments().size());
        }
    }
}
