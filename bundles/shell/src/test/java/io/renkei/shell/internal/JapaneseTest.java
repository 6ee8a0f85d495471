package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkState;
import io.renkei.management.BundlePair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JapaneseTest {
    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void bothLanguagesHaveTheSameTexts() throws Exception {
        BundlePair.check(RenkeiCommand.class, "messages");
    }

    @Test
    void columnsStandUnderEachOtherInCells() throws Exception {
        shell.links
                .link("db-13-prod", new LinkState.Running(Instant.now()))
                .link("db-31-prod", new LinkState.Failed(Instant.now(), ErrorCode.SLOT_LOST, "消失"));
        List<String> lines = shell.speaking("ja_JP.UTF-8")
                .admin("renkei:status")
                .text()
                .lines()
                .toList();
        assertTrue(lines.get(0).endsWith("連携 2 件: 障害停止 1 件, 稼働中 1 件"), lines.get(0));
        int head = Table.cells(lines.get(1).substring(0, lines.get(1).indexOf("状態")));
        int failed = Table.cells(lines.get(2).substring(0, lines.get(2).indexOf("障害停止")));
        int running = Table.cells(lines.get(3).substring(0, lines.get(3).indexOf("稼働中")));
        assertEquals(List.of(head, head), List.of(failed, running), String.join("\n", lines));
    }

    @Test
    void whySpeaksJapanese() throws Exception {
        shell.links.link("db-31-prod", new LinkState.Failed(Instant.now(), ErrorCode.SLOT_LOST, "slot x"));
        String why =
                shell.speaking("ja_JP.UTF-8").admin("renkei:why db-31-prod").text();
        assertTrue(why.contains("  原因: RNK-3006 "), why);
        assertTrue(why.contains("  対処者: データの所管部署と運用担当者"), why);
        assertTrue(shell.as("vera", "renkei:pause db-31-prod --for 1h", "viewer")
                .text()
                .startsWith("RNK-7002 renkei:pause にはロール manager が必要です(vera のロール: viewer)"));
    }

    @Test
    void everyOtherLocaleReadsEnglishInPlainCharacters() throws Exception {
        shell.links.link("db-31-prod", new LinkState.Failed(Instant.now(), ErrorCode.SLOT_LOST, "slot x"));
        for (String locale : List.of("C", "POSIX", "C.UTF-8", "en_GB.UTF-8", "de_DE", "")) {
            for (String command : List.of("status", "why db-31-prod", "link db-31-prod", "explain RNK-1001")) {
                String text = shell.speaking(locale).admin("renkei:" + command).text();
                assertTrue(text.codePoints().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F)), text);
                assertFalse(text.isEmpty());
            }
        }
    }
}
