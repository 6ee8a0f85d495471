package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.Position;
import io.renkei.runtime.toy.ToyNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind that is bulk, by reference and without a transactional target goes through journal, line and runtime as they are. */
class ToyLinkTest {
    private static final LinkId LINK = ToyNode.LINK;
    private static final Actor ACTOR = new Actor("test", "test", "");
    private static final Duration WAIT = ToyNode.WAIT;
    private static final int LARGE = 20 * 1024 * 1024;

    @TempDir
    private Path home;

    private ToyNode node;

    @BeforeEach
    void start() throws IOException {
        node = new ToyNode(home);
        node.follow(LINK);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aLargePayloadIsReadWhenItIsSentAndArrivesWhole() throws Exception {
        node.awaitState(LINK, "running");
        byte[] large = node.put(LINK, 1, LARGE);
        byte[] small = node.put(LINK, 2, 10);
        node.links().await(LINK, WAIT);
        assertArrayEquals(large, Files.readAllBytes(node.target(LINK).resolve("1")));
        assertArrayEquals(small, Files.readAllBytes(node.target(LINK).resolve("2")));
        assertTrue(node.journals()
                        .open(LinkId.parse("toy-31-prod"), JournalSettings.defaults())
                        .lastSeq()
                == 0);
        long journalBytes = node.status(LINK, Half.CENTRE).journal().bytes();
        assertTrue(journalBytes < 64 * 1024, "the payload is in the journal: " + journalBytes);
    }

    @Test
    void aRestartedNodeGoesOnWhereTheTargetStands() throws Exception {
        node.put(LINK, 1, 100);
        node.awaitState(LINK, "running");
        node.links().await(LINK, WAIT);
        stop();
        node.put(LINK, 2, 100);
        node.start();
        node.follow(LINK);
        node.awaitState(LINK, "running");
        assertEquals(Position.of(2), node.links().await(LINK, WAIT));
        assertTrue(Files.exists(node.target(LINK).resolve("2")));
        assertEquals(1, node.status(LINK, Half.SITE).counters().items());
    }

    @Test
    void routesAreSwappedUnderLoadAndNothingIsLostOrRepeated() throws Exception {
        node.awaitState(LINK, "running");
        for (int i = 1; i <= 200; i++) {
            node.put(LINK, i, 1000);
            if (i % 50 == 0) {
                node.offerRoutes("1." + i + ".0");
            }
        }
        assertEquals(Position.of(200), node.links().await(LINK, WAIT));
        ToyNode.await(() -> node.status(LINK, Half.SITE).routeVersion().equals("toy 1.200.0"));
        assertEquals(200, node.status(LINK, Half.SITE).counters().items());
    }

    @Test
    void aSwapBehindABarrierSendsNothingTwiceInItsSession() throws Exception {
        node.awaitState(LINK, "running");
        node.put(LINK, 1, 100);
        // its barrier is the last batch, and begins where it ends
        node.links().await(LINK, WAIT);
        node.offerRoutes("1.1.0");
        for (Half half : Half.values()) {
            ToyNode.await(() -> node.status(LINK, half).routeVersion().equals("toy 1.1.0"));
        }
        node.put(LINK, 2, 100);
        node.links().await(LINK, WAIT);
        assertEquals(0, node.status(LINK, Half.CENTRE).counters().retries());
    }

    @Test
    void aDeniedItemStopsTheLinkBeforeTheJournalAndSaysWhy() throws Exception {
        node.awaitState(LINK, "running");
        node.denied = true;
        node.put(LINK, 1, 100);
        node.awaitState(LINK, "failed");
        LinkState.Failed failed =
                (LinkState.Failed) node.status(LINK, Half.CENTRE).state();
        assertEquals("toy/1: rule T1: not today", failed.detail());
        assertEquals(Position.START, node.status(LINK, Half.CENTRE).captured());
        node.denied = false;
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        node.links().await(LINK, WAIT);
        assertTrue(Files.exists(node.target(LINK).resolve("1")));
    }

    @Test
    void aPausedLinkCarriesNothingAndCatchesUpWhenResumed() throws Exception {
        node.awaitState(LINK, "running");
        node.links().pause(LINK, null, ACTOR);
        node.put(LINK, 1, 100);
        assertEquals("paused", node.status(LINK, Half.CENTRE).state().name());
        assertFalse(Files.exists(node.target(LINK).resolve("1")));
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        node.links().await(LINK, WAIT);
        assertTrue(Files.exists(node.target(LINK).resolve("1")));
    }

    @Test
    void aPauseThatRunsOutEndsByItself() throws Exception {
        node.awaitState(LINK, "running");
        node.links().pause(LINK, Instant.now().plusSeconds(1), ACTOR);
        node.awaitState(LINK, "running");
    }

    @Test
    void anotherOwnerOfTheTargetFencesThisOneUntilAPersonResumesIt() throws Exception {
        node.awaitState(LINK, "running");
        node.links().pause(LINK, null, ACTOR);
        // somebody else has claimed with the epoch this node will have after its next start
        Files.writeString(node.target(LINK).resolve(".ledger"), "2 somebody 0 0");
        node.links().resume(LINK);
        node.awaitState(LINK, "fenced");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
    }

    @Test
    void aCentreThatLostItsHomeIsFencedAndOnceResumedGoesOnWhereTheTargetStands() throws Exception {
        node.put(LINK, 1, 100);
        node.awaitState(LINK, "running");
        node.links().await(LINK, WAIT);
        stop();
        try (Stream<Path> lost = Files.walk(home.resolve("journal"))) {
            for (Path entry : lost.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
        Files.writeString(node.target(LINK).resolve(".ledger"), "57 the-lost-one 1 1");
        Files.delete(node.target(LINK).resolve("1"));
        node.start();
        node.follow(LINK);
        node.awaitState(LINK, "fenced");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        node.put(LINK, 2, 100);
        assertEquals(Position.of(2), node.links().await(LINK, WAIT));
        assertTrue(Files.exists(node.target(LINK).resolve("2")));
        assertFalse(Files.exists(node.target(LINK).resolve("1")), "the target had it already");
        assertTrue(Files.readString(node.target(LINK).resolve(".ledger")).startsWith("58 "));
    }

    /** Without it the site's half was stale for ever, seven seconds after it had begun. */
    @Test
    void aHeartbeatCountsAtTheSiteThatAnswersIt() throws Exception {
        node.awaitState(LINK, "running");
        ToyNode.await(() -> node.status(LINK, Half.SITE).lastProbe() != null
                && node.status(LINK, Half.SITE)
                        .lastProbe()
                        .isAfter(node.status(LINK, Half.SITE).state().since()));
        assertNull(node.status(LINK, Half.SITE).far());
    }
}
