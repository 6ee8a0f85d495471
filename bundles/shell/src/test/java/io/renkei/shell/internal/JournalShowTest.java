package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BatchInfo;
import io.renkei.api.BatchType;
import io.renkei.api.Epoch;
import io.renkei.api.LinkState;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import io.renkei.api.SegmentView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalShowTest {
    private static final Instant WRITTEN = Instant.parse("2026-11-26T03:00:00Z");
    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);
    private final InMemoryJournal journal = new InMemoryJournal();

    @BeforeEach
    void aJournalOfTwoSegments() {
        shell.links.link("db-13-prod", new LinkState.Running(Instant.now()));
        shell.links.journal = journal;
        journal.views.add(new SegmentView(
                segment(1, 1, 1),
                List.of(new BatchInfo(
                        1,
                        BatchType.BASE,
                        Position.START,
                        Position.of(16),
                        "db/0.1.0",
                        WRITTEN,
                        WRITTEN,
                        1_204_551,
                        3,
                        3_145_728,
                        1_048_576,
                        true))));
        journal.views.add(new SegmentView(
                segment(3, 2, 3),
                List.of(
                        new BatchInfo(
                                2,
                                BatchType.DATA,
                                Position.of(16),
                                Position.of(17),
                                "db/0.1.0",
                                WRITTEN,
                                WRITTEN,
                                2,
                                1,
                                90,
                                80,
                                true),
                        new BatchInfo(
                                3,
                                BatchType.BARRIER,
                                Position.of(17),
                                Position.of(17),
                                "verify-1",
                                WRITTEN,
                                WRITTEN,
                                0,
                                0,
                                0,
                                0,
                                false))));
    }

    private static SegmentInfo segment(long epoch, long first, long last) {
        Path file = Path.of("/var/n/journal/db-13-prod/000000000" + epoch + "/0000000000000000000" + first + ".seg");
        return new SegmentInfo(
                file, new Epoch(epoch), first, last, Position.START, Position.of(17), 2_097_152, WRITTEN);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void theLastSegmentIsShownUnlessAnotherIsAskedFor() throws Exception {
        Shell.Outcome last = shell.admin("renkei:journal-show db-13-prod");
        assertEquals(ExitStatus.OK, last.status(), last.text());
        List<String> lines = last.text().lines().toList();
        assertEquals(
                "Segment 00000000000000000002.seg, epoch 3, batches 2 to 3, 2.0 MiB; 2 of 2 shown, values never:",
                lines.get(0));
        assertEquals(
                List.of("BATCH", "KIND", "FROM", "TO", "TIME", "ITEMS", "PARTS", "RAW", "STORED", "CONFIRMED"),
                List.of(lines.get(1).strip().split(" +")));
        assertTrue(
                lines.get(2).matches(" +2  changes  0/10  0/11  2026-11-25 16:00:00 -11:00 +2 +1 +90 B +80 B  yes"),
                lines.get(2));
        assertTrue(lines.get(3).matches(" +3  barrier  0/11  0/11 .* 0 B +0 B  no"), lines.get(3));
        Shell.Outcome first = shell.admin("renkei:journal-show db-13-prod --segment 1");
        assertTrue(first.text().contains("base copy  start"), first.text());
        assertTrue(first.text().contains("1,204,551"), first.text());
    }

    @Test
    void theLimitIsSaidWithWhatThereIs() throws Exception {
        Shell.Outcome one = shell.admin("renkei:journal-show db-13-prod --limit 1");
        assertTrue(one.text().contains("1 of 2 shown"), one.text());
        assertEquals(3, one.text().lines().count(), one.text());
    }

    @Test
    void aBatchThatIsNotThereMatchesNothing() throws Exception {
        for (String number : List.of("4", "0", "9000000000")) {
            Shell.Outcome none = shell.admin("renkei:journal-show db-13-prod --segment " + number);
            assertEquals(ExitStatus.NOTHING_MATCHES, none.status());
            assertEquals("The journal of db-13-prod holds the batches 1 to 3, not " + number + ".\n", none.text());
        }
        journal.views.clear();
        Shell.Outcome empty = shell.admin("renkei:journal-show db-13-prod");
        assertEquals(ExitStatus.NOTHING_MATCHES, empty.status());
        assertEquals("The journal of db-13-prod is empty.\n", empty.text());
        shell.links.journal = null;
        Shell.Outcome closed = shell.admin("renkei:journal-show db-13-prod");
        assertEquals(ExitStatus.NOTHING_MATCHES, closed.status());
        assertEquals("db-13-prod has no journal open on this node.\n", closed.text());
    }

    @Test
    void theDocumentHasEveryFigure() throws Exception {
        List<String> json = Shell.parsed(
                shell.admin("renkei:journal-show db-13-prod --segment 1 --json").text());
        assertEquals("renkei.journal-show/1", json.get(json.indexOf("schema") + 1));
        assertEquals("00000000000000000001.seg", json.get(json.indexOf("file") + 1));
        int batches = json.indexOf("batches");
        assertEquals(
                List.of("batch", "1", "kind", "base", "epoch", "1", "from", "start", "to", "0/10", "label", "db/0.1.0"),
                json.subList(batches + 3, batches + 15));
        assertEquals(
                List.of("items", "1204551", "parts", "3", "rawBytes", "3145728", "storedBytes", "1048576"),
                json.subList(json.indexOf("items"), json.indexOf("confirmed")));
        assertEquals("true", json.get(json.indexOf("confirmed") + 1));
    }

    @Test
    void speaksJapanese() throws Exception {
        String text = shell.speaking("ja_JP.UTF-8")
                .admin("renkei:journal-show db-13-prod")
                .text();
        assertTrue(text.startsWith("セグメント 00000000000000000002.seg、世代 3、バッチ 2 から 3、2.0 MiB。2 件中 2 件を表示"), text);
        assertTrue(text.contains("区切り"), text);
    }
}
