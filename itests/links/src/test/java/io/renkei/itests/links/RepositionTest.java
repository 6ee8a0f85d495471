package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.ItemTotals;
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
        assertEquals(280, survey(new MoveGoal.Begin()).place().collisions());
        assertFalse(survey(new MoveGoal.Begin()).place().replays());
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
                Node.await(() -> !survey(new MoveGoal.Begin()).place().replays());
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
        assertEquals(ErrorCode.MOVE_REFUSED, refusal(new MoveGoal.End(), "changes come again"));
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
}
