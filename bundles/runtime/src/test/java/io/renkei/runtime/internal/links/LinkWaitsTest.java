package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.runtime.toy.ToyKind.Moment;
import io.renkei.runtime.toy.ToyNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a link is told at once when the link can't do it; links whose far side hangs disturb nobody. */
class LinkWaitsTest {
    private static final LinkId LINK = ToyNode.LINK;

    /** Far below what the waits would take. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path home;

    private final CountDownLatch never = new CountDownLatch(1);
    private ToyNode node;

    @BeforeEach
    void start() throws Exception {
        node = new ToyNode(home);
        node.follow(LINK);
        node.awaitState(LINK, "running");
    }

    @AfterEach
    void stop() {
        never.countDown();
        node.kind.heal();
        node.close();
    }

    @Test
    void aWaitEndsWithTheCauseWhenTheLinkFailsMeanwhile() throws Exception {
        node.denied = true;
        node.put(LINK, 1, 10);
        LinkException cause = thrownAtOnce(() -> node.links().await(LINK, LONG));
        assertEquals(ErrorCode.POLICY_DENIED, cause.code());
        assertEquals("toy/1: rule T1: not today", cause.detail());
        // and so does one that comes later
        assertEquals(
                ErrorCode.POLICY_DENIED,
                thrownAtOnce(() -> node.links().await(LINK, LONG)).code());
    }

    /** The source is let go of before the link says why it has failed. */
    @Test
    void aWaitThatComesWhileTheLinkFailsEndsWithTheCauseToo() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        node.kind.before(LINK, Moment.CLOSE_SOURCE, () -> {
            closing.countDown();
            hang();
        });
        node.denied = true;
        node.put(LINK, 1, 10);
        closing.await();
        assertEquals(
                ErrorCode.POLICY_DENIED,
                thrownAtOnce(() -> node.links().await(LINK, LONG)).code());
    }

    @Test
    void aWaitOutlivesTheLossOfTheSource() throws Exception {
        node.kind.before(LINK, Moment.CAPTURE, () -> {
            throw new TransientLinkException(LINK, ErrorCode.SOURCE_UNREACHABLE, "on purpose");
        });
        node.put(LINK, 1, 10);
        node.awaitState(LINK, "retrying");
        CompletableFuture<Position> wait =
                CompletableFuture.supplyAsync(() -> node.links().await(LINK, LONG));
        assertThrows(TimeoutException.class, () -> wait.get(300, TimeUnit.MILLISECONDS));
        node.kind.heal();
        assertEquals(Position.of(1), wait.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aVerificationEndsWithTheCauseWhenTheSiteFailsMeanwhile() throws Exception {
        CountDownLatch compares = new CountDownLatch(1);
        node.kind.before(LINK, Moment.VERIFY, () -> {
            compares.countDown();
            hang();
        });
        node.kind.before(LINK, Moment.APPLY, () -> {
            throw new PermanentLinkException(LINK, ErrorCode.APPLY_FAILED, "on purpose");
        });
        Thread failing = new Thread(() -> {
            try {
                compares.await();
                node.put(LINK, 1, 10);
            } catch (InterruptedException | java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        failing.start();
        LinkException cause = thrownAtOnce(() -> node.links().verify(LINK));
        failing.join();
        assertEquals(ErrorCode.APPLY_FAILED, cause.code());
        assertEquals("on purpose", cause.detail());
    }

    @Test
    void aWaitOnAPausedLinkSaysThatItIsPaused() {
        node.links().pause(LINK, null, ToyNode.ACTOR);
        LinkException cause = thrownAtOnce(() -> node.links().await(LINK, LONG));
        assertEquals(ErrorCode.LINK_NOT_RUNNING, cause.code());
        assertEquals("the link is paused", cause.detail());
    }

    @Test
    void aWaitThatRunsOutSaysWhatTheLinkWaitsFor() throws Exception {
        node.kind.before(LINK, Moment.APPLY, () -> {
            throw new TransientLinkException(LINK, ErrorCode.TARGET_UNREACHABLE, "on purpose");
        });
        node.put(LINK, 1, 10);
        node.awaitState(LINK, "retrying");
        LinkException late = thrownAtOnce(() -> node.links().await(LINK, Duration.ofMillis(300)));
        assertEquals(ErrorCode.WAIT_TIMED_OUT, late.code());
        assertTrue(late.detail().endsWith("the link is retrying: RNK-3002 on purpose"), late.detail());
    }

    @Test
    void refusedRoutesShowInTheLinksThatWouldRunOnThem() throws Exception {
        node.offer(Half.CENTRE, "2.0.0", new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-toy:nosuchstep?link={{link}}")
                        .to("renkei-journal:append");
            }
        });
        String refused = node.status(LINK, Half.CENTRE).routeRefused();
        assertTrue(refused.startsWith("toy 2.0.0: "), refused);
        assertTrue(refused.contains("no step 'nosuchstep'"), refused);
        assertEquals("", node.status(LINK, Half.SITE).routeRefused());
        assertEquals("toy 1.0.0", node.status(LINK, Half.CENTRE).routeVersion());
    }

    /** More of them than there are threads: once they held all, and healthy links were shown as stale. */
    @Test
    void heartbeatsOfLinksWhoseTargetsHangDoNotHoldUpThoseOfOthers() throws Exception {
        for (int federation = 32; federation < 44; federation++) {
            LinkId other = LinkId.parse("toy-" + federation + "-prod");
            node.makeFolders(other);
            node.kind.before(other, Moment.PROBE, this::hang);
            node.follow(other);
            node.awaitState(other, "running");
        }
        Instant[] beats = new Instant[3];
        for (int i = 0; i < beats.length; i++) {
            Instant before = node.status(LINK, Half.CENTRE).lastProbe();
            ToyNode.await(() -> !node.status(LINK, Half.CENTRE).lastProbe().equals(before));
            beats[i] = node.status(LINK, Half.CENTRE).lastProbe();
        }
        Duration two = Duration.between(beats[0], beats[2]);
        assertTrue(two.compareTo(Duration.ofMillis(5_500)) < 0, "two heartbeats took " + two);
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LinkException thrownAtOnce(Executable work) {
        return assertTimeoutPreemptively(AT_ONCE, () -> assertThrows(LinkException.class, work));
    }
}
