package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.ItemTotals;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkException;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People move the target of a link within its journal (R071). */
class RepositionTest {
    private static final Actor SOMEBODY = new Actor("somebody", "test", "");

    @TempDir
    private Path home;

    private Pair pair;

    @BeforeEach
    void start() throws Exception {
        pair = new Pair(Servers.get(17), Servers.get(17));
        pair.both(
                "CREATE TABLE claim (id int PRIMARY KEY, v text)", "CREATE TABLE item (id int PRIMARY KEY, claim int)");
        pair.atSource("INSERT INTO claim SELECT g, 'copied' FROM generate_series(1, 100) g");
        pair.start(home);
        pair.await();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    private MoveSurvey survey(MoveGoal goal) {
        return pair.node().links.survey(Node.LINK, goal);
    }

    private void move(MoveSurvey survey) {
        pair.node().links.move(survey);
    }

    private ErrorCode refusal(MoveGoal goal, String text) {
        LinkException fault = assertThrows(LinkException.class, () -> survey(goal));
        assertTrue(fault.detail().contains(text), fault.detail());
        return fault.code();
    }

    private LinkStatus centre() {
        return pair.node().status(Half.CENTRE);
    }

    /** What was spoilt by hand since the copy comes right, and what was committed meanwhile is there once. */
    @Test
    void whatComesAgainMendsTheTarget() throws Exception {
        pair.atSource("INSERT INTO claim SELECT g, 'first' FROM generate_series(101, 500) g");
        pair.atSource("UPDATE claim SET v = v || ' changed' WHERE id > 90 AND id % 3 = 0");
        pair.atSource("DELETE FROM claim WHERE id % 10 = 0; INSERT INTO item VALUES (1, 101), (2, 102)");
        pair.await();
        pair.atTarget("DELETE FROM claim WHERE id BETWEEN 200 AND 300; UPDATE claim SET v = 'by hand' WHERE id > 400");
        pair.atTarget("DELETE FROM item");

        MoveSurvey survey = survey(new MoveGoal.Begin());
        assertTrue(survey.back());
        assertEquals(3, survey.stretch().transactions());
        assertEquals(
                List.of(
                        new ItemTotals("public.claim", 400, 136, 50, 0, 0),
                        new ItemTotals("public.item", 2, 0, 0, 0, 0)),
                survey.stretch().changes());
        assertFalse(survey.stretch().oldest().isAfter(survey.stretch().newest()));
        move(survey);
        pair.atSource("INSERT INTO claim VALUES (1000, 'meanwhile')");
        pair.await();
        pair.assertSame("public");
        // 270 rows to insert were there, 10 of the copy to delete were gone
        assertEquals(280, pair.node().links.place(Node.LINK).collisions());
        assertFalse(pair.node().links.place(Node.LINK).replays());
    }

    /** While a writer goes on committing, the target is moved back again and again: nothing is lost, nothing is twice. */
    @Test
    void aLinkUnderLoadIsMovedBackAgainAndAgain() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger committed = new AtomicInteger();
        Thread writer = new Thread(() -> {
            for (int id = 10_000; !end.get(); id++) {
                try {
                    pair.atSource("INSERT INTO claim VALUES (" + id
                            + ", 'load'); UPDATE claim SET v = v || 'x' WHERE id = " + (10_000 + (id - 10_000) / 2)
                            + "; DELETE FROM claim WHERE id % 7 = 0 AND id < " + id);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                committed.incrementAndGet();
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 4; i++) {
                int before = committed.get();
                Node.await(() -> committed.get() > before + 30);
                move(survey(new MoveGoal.Begin()));
                pair.node().awaitRunning();
                Node.await(() -> !pair.node().links.place(Node.LINK).replays());
            }
        } finally {
            end.set(true);
            writer.join();
        }
        pair.await();
        pair.assertSame("public");
    }

    /** A change that the target can't take stops the link; a person lets it out, and the rest flows. */
    @Test
    void aLinkThatHasFailedGoesOnBehindWhatItCanNotTake() throws Exception {
        pair.atTarget("DELETE FROM claim WHERE id = 7");
        pair.atSource("UPDATE claim SET v = 'not there' WHERE id = 7");
        assertTrue(pair.awaitFailed().startsWith("ROW_MISSING"));
        MoveSurvey survey = survey(new MoveGoal.End());
        assertFalse(survey.back());
        assertEquals(1, survey.stretch().transactions());
        move(survey);
        pair.awaitOwned();
        pair.atSource("INSERT INTO claim VALUES (2000, 'later')");
        pair.await();
        assertEquals("99", pair.targetValue("SELECT count(*) FROM claim WHERE id <= 100"));
        assertEquals("1", pair.targetValue("SELECT count(*) FROM claim WHERE id = 2000"));

        // it was wrong to leave it out: everything since comes again, and the row that was not there stays away
        pair.atTarget("INSERT INTO claim VALUES (7, 'copied')");
        MoveSurvey undo = survey(new MoveGoal.Undo());
        assertTrue(undo.back());
        assertEquals(survey.place().position(), undo.to());
        move(undo);
        pair.await();
        pair.assertSame("public");
    }

    /** A paused link stays paused, over a restart of the node too, and goes on from where it was put. */
    @Test
    void aPausedLinkIsMovedAndTakenBack() throws Exception {
        pair.atSource("INSERT INTO claim VALUES (101, 'one')");
        pair.await();
        String stood = pair.targetValue("SELECT position FROM renkei.renkei_checkpoint");
        pair.node().links.pause(Node.LINK, null, SOMEBODY);
        pair.atTarget("DELETE FROM claim WHERE id = 101");
        move(survey(new MoveGoal.Begin()));
        assertTrue(centre().state() instanceof LinkState.Paused);
        assertTrue(centre().applied().compareTo(centre().captured()) < 0);
        assertTrue(survey(new MoveGoal.End()).breaksOff());
        MoveSurvey undo = survey(new MoveGoal.Undo());
        assertTrue(undo.undo());
        move(undo);
        assertEquals(stood, pair.targetValue("SELECT position FROM renkei.renkei_checkpoint"));
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.Undo(), "no move to take back"));

        move(survey(new MoveGoal.Since(Instant.now().minusSeconds(3600))));
        pair.stop();
        pair.begin(home);
        pair.awaitOwned();
        pair.await();
        pair.assertSame("public");
    }

    @Test
    void aMoveThatCanNotBeIsRefusedAndSaysWhatCan() throws Exception {
        pair.atSource("INSERT INTO claim VALUES (101, 'one')");
        pair.await();
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.At("0/1"), "outside of what the journal"));
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.At("FFFFFFFF/0"), "outside of what the journal"));
        assertEquals(
                ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.Since(Instant.now().plusSeconds(600)), "no change"));
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.Undo(), "no move to take back"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> survey(new MoveGoal.At("yesterday")))
                .getMessage()
                .contains("0/5A3F1C88"));
        MoveSurvey old = survey(new MoveGoal.Begin());
        pair.atTarget("UPDATE renkei.renkei_checkpoint SET epoch = epoch + 100, incarnation = 'somebody else'");
        assertEquals(
                ErrorCode.FENCED,
                assertThrows(LinkException.class, () -> move(old)).code());
    }

    /** Its rows can't be told apart, so none may come twice. */
    @Test
    void aTableWithoutKeyForbidsThatItComesAgain() throws Exception {
        pair.atSource("ALTER TABLE item REPLICA IDENTITY FULL; INSERT INTO item VALUES (1, 1)");
        pair.await();
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.Begin(), "public.item has no key"));
        pair.assertSame("public");
    }

    /** Any place, not only one behind a base copy: a slip of the finger is taken back at once, without a trace. */
    @Test
    void aMoveBetweenChangesIsTakenBackAtOnce() throws Exception {
        pair.atSource("INSERT INTO claim VALUES (101, 'one')");
        pair.await();
        String between = pair.node().links.describe(Node.LINK, centre().applied());
        pair.atSource("INSERT INTO claim VALUES (102, 'two')");
        pair.await();
        String stood = pair.targetValue("SELECT position || token FROM renkei.renkei_checkpoint");
        pair.node().links.pause(Node.LINK, null, SOMEBODY);
        move(survey(new MoveGoal.At(between)));
        MoveSurvey undo = survey(new MoveGoal.Undo());
        assertTrue(undo.undo());
        move(undo);
        assertEquals(stood, pair.targetValue("SELECT position || token FROM renkei.renkei_checkpoint"));

        move(survey(new MoveGoal.Begin()));
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.At(between), "only be moved over all of them"));
        move(survey(new MoveGoal.Undo()));
        pair.node().links.resume(Node.LINK);
        pair.awaitOwned();
        pair.await();
        pair.assertSame("public");
        assertEquals("0", pair.targetValue("SELECT collisions FROM renkei.renkei_checkpoint"));
    }

    /** An undo that was looked at before somebody else moved the target again is not done. */
    @Test
    void anUndoIsOfTheMoveThatWasLookedAt() throws Exception {
        pair.node().links.pause(Node.LINK, null, SOMEBODY);
        pair.node().links.resume(Node.LINK);
        pair.awaitOwned();
        pair.atSource("INSERT INTO claim VALUES (101, 'one')");
        pair.await();
        pair.atSource("INSERT INTO claim VALUES (102, 'two')");
        pair.await();
        pair.node().links.pause(Node.LINK, null, SOMEBODY);
        move(survey(new MoveGoal.Begin()));
        MoveSurvey seen = survey(new MoveGoal.Undo());
        move(seen);
        move(survey(new MoveGoal.Since(Instant.now().minusSeconds(3600))));
        MoveSurvey other = survey(new MoveGoal.Undo());
        move(other);
        LinkException fault = assertThrows(LinkException.class, () -> move(seen));
        assertEquals(ErrorCode.MOVE_REFUSED, fault.code());
    }

    /** What was left out is confirmed, so that a full journal gets its room back though there is nothing to send. */
    @Test
    void whatIsLeftOutIsNotKeptForEver() throws Exception {
        pair.atTarget("DELETE FROM claim WHERE id = 7");
        pair.atSource("UPDATE claim SET v = 'not there' WHERE id = 7");
        pair.awaitFailed();
        assertTrue(centre().journal().unacknowledgedBytes() > 0);
        move(survey(new MoveGoal.End()));
        pair.awaitOwned();
        Node.await(() -> centre().journal().unacknowledgedBytes() == 0);
    }

    /** The three come in one batch; the error names the one in the middle, and only that stays away. */
    @Test
    void oneTransactionOfABatchIsLeftOut() throws Exception {
        pair.atTarget("ALTER TABLE claim ADD CONSTRAINT good CHECK (v <> 'bad')");
        pair.node().links.pause(Node.LINK, null, SOMEBODY);
        pair.atSource("INSERT INTO claim VALUES (101, 'before')");
        pair.atSource("INSERT INTO claim VALUES (102, 'bad'), (103, 'fine')");
        pair.atSource("INSERT INTO claim VALUES (104, 'after')");
        pair.node().links.resume(Node.LINK);
        Matcher named =
                Pattern.compile("\\(transaction ([0-9A-F]+/[0-9A-F]+)\\)").matcher(pair.awaitFailed());
        assertTrue(named.find());
        LinkException gone =
                assertThrows(LinkException.class, () -> pair.node().links.surveyTransaction(Node.LINK, "0/1"));
        assertEquals(ErrorCode.MOVE_REFUSED, gone.code());

        LeaveOutSurvey survey = pair.node().links.surveyTransaction(Node.LINK, named.group(1));
        assertEquals(1, survey.stretch().transactions());
        assertEquals(
                List.of(new ItemTotals("public.claim", 2, 0, 0, 0, 0)),
                survey.stretch().changes());
        pair.node().links.leaveOut(survey);
        pair.awaitOwned();
        pair.await();
        assertEquals(
                "101,104", pair.targetValue("SELECT string_agg(id::text, ',' ORDER BY id) FROM claim WHERE id > 100"));
        assertEquals("1 0", pair.targetValue("SELECT left_out || ' ' || leaves_out FROM renkei.renkei_checkpoint"));
    }

    /** What was once left out comes again and can't be taken: the way out is over all that comes again. */
    @Test
    void whatComesAgainAndCanNotBeTakenIsLeftBehind() throws Exception {
        pair.atTarget("ALTER TABLE claim ADD CONSTRAINT good CHECK (v <> 'bad')");
        pair.atSource("INSERT INTO claim VALUES (101, 'bad')");
        pair.awaitFailed();
        move(survey(new MoveGoal.End()));
        pair.awaitOwned();
        pair.atSource("INSERT INTO claim VALUES (102, 'fine')");
        pair.await();
        move(survey(new MoveGoal.Begin()));
        pair.awaitFailed();
        MoveSurvey over = survey(new MoveGoal.End());
        assertTrue(over.breaksOff());
        move(over);
        pair.awaitOwned();
        pair.atSource("INSERT INTO claim VALUES (103, 'later')");
        pair.await();
        assertEquals(
                "102,103", pair.targetValue("SELECT string_agg(id::text, ',' ORDER BY id) FROM claim WHERE id > 100"));
        assertFalse(pair.node().links.place(Node.LINK).replays());
    }

    /** Something of the target's own would count twice. */
    @Test
    void aTriggerThatFiresAlwaysForbidsThatItComesAgain() throws Exception {
        pair.atTarget("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
                + " CREATE TRIGGER note AFTER INSERT ON claim FOR EACH ROW EXECUTE FUNCTION note();"
                + " ALTER TABLE claim ENABLE ALWAYS TRIGGER note");
        pair.atSource("INSERT INTO claim VALUES (101, 'one')");
        pair.await();
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.Begin(), "public.claim has a trigger"));
    }

    /** A target at the start would be taken for one that never got anything. */
    @Test
    void noTargetIsMovedToTheStart() throws Exception {
        pair.close();
        pair = new Pair(Servers.get(17), Servers.get(17)).set("db.load", "never");
        pair.both("CREATE TABLE claim (id int PRIMARY KEY, v text)");
        pair.start(home.resolve("never"));
        pair.atSource("INSERT INTO claim VALUES (1, 'one')");
        pair.await();
        pair.atSource("INSERT INTO claim VALUES (2, 'two')");
        pair.await();
        MoveSurvey survey = survey(new MoveGoal.Begin());
        assertFalse(survey.to().isStart());
    }
}
