package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Epoch;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.Position;
import io.renkei.api.Stretch;
import io.renkei.api.TargetPlace;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code renkei:position --to} and {@code --undo} (R071). */
class PositionCommandTest {
    private static final LinkId PROD = LinkId.parse("db-13-prod");
    private static final TargetPlace PLACE = new TargetPlace(
            Position.of(9),
            new Epoch(3),
            "x",
            Position.START,
            Position.of(5),
            Position.of(7),
            12,
            Position.START,
            2,
            true,
            List.of());
    private static final Stretch STRETCH = new Stretch(
            4,
            1_204,
            List.of(new ItemTotals("payment.c_claim", 1_200, 3, 0, 0, 0)),
            Instant.parse("2026-04-01T00:00:00Z"),
            Instant.parse("2026-04-01T01:00:00Z"),
            List.of());

    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @BeforeEach
    void links() {
        shell.links
                .link("db-13-prod", new LinkState.Running(Instant.now()))
                .link("db-13-test", new LinkState.Running(Instant.now()));
        shell.links.survey = survey(PROD, 7);
    }

    private static MoveSurvey survey(LinkId link, long to) {
        return new MoveSurvey(link, PLACE, Position.of(to), false, STRETCH, Position.of(2), Position.of(20));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void aDryRunSaysWhatWouldComeAgainAndDoesNothing() throws Exception {
        Shell.Outcome dry = shell.as("mona", "renkei:position db-13-prod --to 0/7 --dry-run", "manager", "viewer");
        assertEquals(ExitStatus.OK, dry.status(), dry.text());
        assertTrue(dry.text().startsWith("db-13-prod goes back from 0/9 to 0/7."), dry.text());
        assertTrue(dry.text().contains("AGAIN"), dry.text());
        assertTrue(
                dry.text().contains("1,204 transactions, 1,203 changes, committed 2026-03-31 13:00:00 -11:00"),
                dry.text());
        assertTrue(
                dry.text().contains("payment.c_claim     1,200        3        0          0       0  1,203"),
                dry.text());
        assertTrue(dry.text().contains("The journal can move it over 0/2 to 0/14."), dry.text());
        assertTrue(dry.text().endsWith("Nothing was moved (--dry-run).\n"), dry.text());
        assertEquals(List.of(new MoveGoal.At("0/7")), shell.links.goals);
        assertEquals(List.of(), shell.links.moved);
    }

    @Test
    void goingForwardSaysThatChangesNeverCome() throws Exception {
        shell.links.survey = survey(PROD, 12);
        Shell.Outcome dry = shell.admin("renkei:position db-13-prod --to now --dry-run");
        assertTrue(dry.text().contains("goes forward from 0/9 to 0/C. What lies between NEVER comes"), dry.text());
        shell.speaking("ja_JP.UTF-8");
        Shell.Outcome japanese = shell.admin("renkei:position db-13-prod --to now --dry-run");
        assertTrue(japanese.text().contains("更新先へ届きません"), japanese.text());
        assertEquals(List.of(new MoveGoal.End(), new MoveGoal.End()), shell.links.goals);
    }

    /** On production a yes is typed too easily. */
    @ParameterizedTest
    @ValueSource(strings = {"", " --yes", " --confirm db-13-test", " --yes --confirm prod"})
    void productionMustBeNamed(String options) throws Exception {
        Shell.Outcome refused = shell.admin("renkei:position db-13-prod --to begin" + options);
        assertEquals(ExitStatus.REFUSED, refused.status());
        assertTrue(refused.text().contains("RNK-7003 position db-13-prod: on production"), refused.text());
        assertTrue(refused.text().contains("--confirm db-13-prod"), refused.text());
        assertEquals(List.of(), shell.links.moved);
        assertEquals("position", shell.audit.last().act());
        assertEquals("refused", shell.audit.last().result());
    }

    @Test
    void whoNamesItMovesIt() throws Exception {
        Shell.Outcome moved =
                shell.admin("renkei:position db-13-prod --undo --confirm db-13-prod --reason 'rows were deleted'");
        assertEquals(ExitStatus.OK, moved.status(), moved.text());
        assertTrue(moved.text().endsWith("db-13-prod: the target was moved to 0/7.\n"), moved.text());
        assertEquals(List.of(new MoveGoal.Undo()), shell.links.goals);
        assertEquals(List.of(shell.links.survey), shell.links.moved);
        assertEquals("ada", shell.links.actors.get(0).who());
        assertEquals("rows were deleted", shell.links.actors.get(0).reason());
    }

    @Test
    void onTestAYesIsEnough() throws Exception {
        shell.links.survey = survey(LinkId.parse("db-13-test"), 7);
        assertEquals(
                ExitStatus.REFUSED,
                shell.admin("renkei:position db-13-test --to begin").status());
        assertEquals(
                ExitStatus.OK,
                shell.admin("renkei:position db-13-test --to begin --yes").status());
        assertEquals(1, shell.links.moved.size());
    }

    @Test
    void itTakesAnAdministratorAndAManagerToLook() throws Exception {
        String move = "renkei:position db-13-prod --to begin --confirm db-13-prod";
        assertEquals(
                ExitStatus.REFUSED, shell.as("mona", move, "manager", "viewer").status());
        assertEquals(
                ExitStatus.REFUSED,
                shell.as("vera", move + " --dry-run", "viewer").status());
        assertEquals(
                ExitStatus.OK,
                shell.as("vera", "renkei:position db-13-prod", "viewer").status());
        assertEquals(List.of(), shell.links.goals);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db-13-prod --to now --undo",
                "db-13-prod --dry-run",
                "db-13-prod --reason x",
                "db-13-prod --to now --moves",
                "db-13-prod --skip-tx 0/7 --undo",
                "db-13-prod --to 2026-04-01",
                "db-13-prod --to"
            })
    void wrongUseIsToldAndDoesNothing(String words) throws Exception {
        Shell.Outcome outcome = shell.admin("renkei:position " + words);
        assertEquals(ExitStatus.USAGE, outcome.status(), outcome.text());
        assertEquals(List.of(), shell.links.moved);
    }

    @Test
    void aMoveThatCanNotBeIsRefusedWithItsReason() throws Exception {
        shell.links.survey = null;
        Shell.Outcome refused = shell.admin("renkei:position db-13-prod --to begin --dry-run");
        assertEquals(ExitStatus.REFUSED, refused.status());
        assertTrue(refused.text().startsWith("RNK-3015 db-13-prod: the journal holds no batch"), refused.text());
    }

    @Test
    void theTargetTellsOfItsMoves() throws Exception {
        Shell.Outcome moves = shell.admin("renkei:position db-13-prod --moves");
        assertEquals(
                "The target of db-13-prod stands at 0/9.\nIts last move took it from 0/5 to 0/7.\n"
                        + "Collisions since the first move: 12\nTransactions left out: 2\n",
                moves.text());
        List<String> json = Shell.parsed(
                shell.admin("renkei:position db-13-prod --moves --json").text());
        assertEquals("12", json.get(json.lastIndexOf("collisions") + 1));
    }

    @Test
    void oneTransactionIsLeftOutByWhoNamesTheLink() throws Exception {
        String command = "renkei:position db-13-prod --skip-tx 0/7";
        Shell.Outcome dry = shell.as("mona", command + " --dry-run", "manager");
        assertTrue(dry.text().contains("committed at 0/7 is left out"), dry.text());
        assertEquals(ExitStatus.REFUSED, shell.admin(command + " --yes").status());
        assertEquals(List.of(), shell.links.leftOut);
        Shell.Outcome done = shell.admin(command + " --confirm db-13-prod");
        assertEquals(ExitStatus.OK, done.status(), done.text());
        assertTrue(done.text().endsWith("db-13-prod: transaction 0/7 is left out when it comes.\n"), done.text());
        assertEquals(Position.of(7), shell.links.leftOut.get(0).transaction());
    }

    @Test
    void programsReadWhatWasMoved() throws Exception {
        String text = shell.admin("renkei:position db-13-prod --to begin --confirm db-13-prod --json")
                .text();
        List<String> json = Shell.parsed(text);
        assertEquals("renkei.move/1", json.get(json.lastIndexOf("schema") + 1));
        assertEquals("true", json.get(json.lastIndexOf("moved") + 1));
        assertEquals("0/7", json.get(json.lastIndexOf("to") + 1));
        assertEquals("1204", json.get(json.lastIndexOf("transactions") + 1));
    }
}
