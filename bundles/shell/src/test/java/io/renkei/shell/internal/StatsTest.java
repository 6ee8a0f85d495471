package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final Instant SINCE = Instant.now().minusSeconds(3 * 3600);

    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @BeforeEach
    void links() {
        shell.links
                .link("db-13-prod", new LinkState.Running(SINCE))
                .half("db-13-prod", Half.SITE, new LinkState.Running(SINCE), Duration.ZERO)
                .link("db-13-test", new LinkState.Running(SINCE))
                .link("db-31-prod", new LinkState.Running(SINCE));
        shell.links.statistics.put(
                LinkId.parse("db-13-prod"),
                new ItemStatistics(
                        SINCE,
                        List.of(
                                new ItemTotals("shinsa.claim", 1_234, 56, 7, 1, 1_000_000),
                                new ItemTotals("shinsa.note", 2, 0, 0, 0, 0))));
        shell.links.statistics.put(LinkId.parse("db-13-test"), new ItemStatistics(SINCE, List.of()));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private List<String> lines(String command) throws Exception {
        return shell.admin(command)
                .text()
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    @Test
    void aLinkHasARowForEachItem() throws Exception {
        assertEquals(
                List.of(
                        "LINK ITEM INSERTED UPDATED DELETED TRUNCATED LOADED TOTAL SINCE NOTE",
                        "db-13-prod shinsa.claim 1,234 56 7 1 1,000,000 1,001,298 3h",
                        "db-13-prod shinsa.note 2 0 0 0 0 2 3h"),
                lines("renkei:stats db-13-prod"));
        assertEquals(ExitStatus.OK, shell.admin("renkei:stats db-13-prod").status());
    }

    @Test
    void aSiteThatIsAwayDoesNotHideTheOthers() throws Exception {
        assertEquals(
                List.of("db-13-test - - - - - - - 3h", "db-31-prod - - - - - - - - RNK-1001 the site is not connected"),
                lines("renkei:stats").subList(3, 5));
        assertEquals(ExitStatus.ERROR, shell.admin("renkei:stats").status());
        assertEquals(ExitStatus.ERROR, shell.admin("renkei:stats --json").status());
        assertEquals(ExitStatus.OK, shell.admin("renkei:stats *-13-*").status());
    }

    @Test
    void csvIsForPrograms() throws Exception {
        assertEquals(
                List.of(
                        "link,item,inserted,updated,deleted,truncated,loaded,total,since,note",
                        "db-13-prod,shinsa.claim,1234,56,7,1,1000000,1001298," + SINCE + ",",
                        "db-13-prod,shinsa.note,2,0,0,0,0,2," + SINCE + ",",
                        "db-31-prod,,,,,,,,,RNK-1001 the site is not connected"),
                shell.speaking("ja_JP.UTF-8")
                        .admin("renkei:stats --csv")
                        .text()
                        .lines()
                        .toList());
    }

    @Test
    void jsonNamesEveryFigure() throws Exception {
        String json = shell.admin("renkei:stats db-13-prod,db-31-prod --json").text();
        assertEquals(
                "{\"schema\":\"renkei.stats/1\",\"links\":[{\"link\":\"db-13-prod\",\"since\":\"" + SINCE
                        + "\",\"items\":[{\"item\":\"shinsa.claim\",\"inserted\":1234,\"updated\":56,\"deleted\":7,"
                        + "\"truncated\":1,\"loaded\":1000000,\"total\":1001298},{\"item\":\"shinsa.note\",\"inserted\":2,"
                        + "\"updated\":0,\"deleted\":0,\"truncated\":0,\"loaded\":0,\"total\":2}]},"
                        + "{\"link\":\"db-31-prod\",\"code\":\"RNK-1001\",\"message\":\"the site is not connected\"}]}\n",
                json);
    }

    @Test
    void everyRoleMayLookAndJapaneseReadersHaveTheirHeads() throws Exception {
        Shell.Outcome stats = shell.speaking("ja_JP.UTF-8").as("vera", "renkei:stats db-13-prod", "viewer");
        assertEquals(ExitStatus.OK, stats.status());
        assertTrue(stats.text().matches("(?s)連携 +項目 +追加 +更新 +削除 +全削除 +初期複写 +合計 +経過 +備考\n.*"), stats.text());
    }
}
