package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.runtime.toy.ToyKind.Moment;
import io.renkei.runtime.toy.ToyNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running link does with whatever goes wrong in it: shown as it is, tried again, never dead behind a green light. */
class LinkFaultsTest {
    private static final LinkId LINK = ToyNode.LINK;

    @TempDir
    private Path home;

    private ToyNode node;

    @BeforeEach
    void start() throws Exception {
        node = new ToyNode(home);
        node.follow(LINK);
        node.awaitState(LINK, "running");
    }

    @AfterEach
    void stop() {
        node.kind.heal();
        node.close();
    }

    @Test
    void anErrorInALegIsShownAndTriedAgain() throws Exception {
        node.kind.before(LINK, Moment.CAPTURE, LinkFaultsTest::breakWithError);
        node.awaitState(LINK, "retrying");
        assertEquals(ErrorCode.INTERNAL, node.state(LINK).code());
        node.kind.heal();
        node.awaitState(LINK, "running");
        carriesOn(1);
    }

    @Test
    void aLegWhoseCleaningUpFailsTooIsTriedAgain() throws Exception {
        node.kind.before(LINK, Moment.CLOSE_SOURCE, LinkFaultsTest::breakWithError);
        node.kind.before(LINK, Moment.CAPTURE, LinkFaultsTest::fail);
        node.awaitState(LINK, "retrying");
        node.kind.heal();
        node.awaitState(LINK, "running");
        carriesOn(1);
    }

    @Test
    void anErrorOfTheTargetIsShownAndTheSiteReceivesAgain() throws Exception {
        AtomicBoolean thrown = new AtomicBoolean();
        node.kind.before(LINK, Moment.APPLY, () -> {
            if (!thrown.getAndSet(true)) {
                breakWithError();
            }
        });
        carriesOn(1);
        assertTrue(thrown.get());
    }

    @Test
    void anErrorOfTheTargetAtTheHelloIsTriedAgainToo() throws Exception {
        node.kind.before(LINK, Moment.CLAIM, LinkFaultsTest::breakWithError);
        node.links().pause(LINK, null, ToyNode.ACTOR);
        node.links().resume(LINK);
        node.awaitState(LINK, "retrying");
        node.kind.heal();
        carriesOn(1);
    }

    /** Each hello succeeds, so a back-off that forgets at the hello stays at its first 200 ms for ever. */
    @Test
    void aBatchThatAlwaysFailsIsTriedLessAndLessOftenAndTheTroubleKeepsItsBeginning() throws Exception {
        node.kind.before(LINK, Moment.APPLY, LinkFaultsTest::fail);
        node.put(LINK, 1, 10);
        Instant began = awaitAttempt(Half.CENTRE, 1).since();
        LinkState.Retrying fifth = awaitAttempt(Half.CENTRE, 5);
        assertEquals(began, fifth.since());
        assertEquals(ErrorCode.TARGET_UNREACHABLE, fifth.code());
        Duration wait = Duration.between(Instant.now(), fifth.nextTry());
        assertTrue(wait.compareTo(Duration.ofMillis(2_000)) > 0, "waits " + wait);
        assertTrue(awaitAttempt(Half.SITE, 4).since().isBefore(fifth.since().plusSeconds(1)));
        node.kind.heal();
        node.awaitState(LINK, "running");
        ToyNode.await(() -> node.status(LINK, Half.SITE).state() instanceof LinkState.Running);
        carriesOn(2);
        node.kind.before(LINK, Moment.APPLY, LinkFaultsTest::fail);
        node.put(LINK, 3, 10);
        assertTrue(awaitAttempt(Half.CENTRE, 1).since().isAfter(fifth.nextTry()), "a new trouble begins anew");
    }

    private LinkState.Retrying awaitAttempt(Half half, int attempt) throws InterruptedException {
        ToyNode.await(() -> node.status(LINK, half).state() instanceof LinkState.Retrying retrying
                && retrying.attempt() >= attempt);
        return (LinkState.Retrying) node.status(LINK, half).state();
    }

    private void carriesOn(int number) throws IOException {
        node.put(LINK, number, 10);
        assertEquals(Position.of(number), node.links().await(LINK, ToyNode.WAIT));
    }

    private static void breakWithError() {
        throw new AssertionError("on purpose");
    }

    private static void fail() {
        throw new TransientLinkException(LINK, ErrorCode.TARGET_UNREACHABLE, "on purpose");
    }
}
