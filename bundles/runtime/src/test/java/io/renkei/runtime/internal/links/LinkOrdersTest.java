package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Position;
import io.renkei.runtime.toy.ToyKind.Moment;
import io.renkei.runtime.toy.ToyNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, pause, resume, move and removal when something hangs or fails in them: bounded, shown, and finished when it heals. */
class LinkOrdersTest {
    private static final LinkId LINK = ToyNode.LINK;
    private static final LinkId OTHER = ToyNode.OTHER;

    @TempDir
    private Path home;

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch comesBack = new CountDownLatch(1);
    private final AtomicBoolean routesBroken = new AtomicBoolean();
    private ToyNode node;

    @BeforeEach
    void start() throws IOException {
        node = new ToyNode(home);
    }

    @AfterEach
    void stop() {
        comesBack.countDown();
        node.kind.heal();
        node.close();
    }

    private void run(LinkId link) throws InterruptedException {
        node.follow(link);
        node.awaitState(link, "running");
    }

    /** A call that nothing ends: a folder on a dead file server, for example. */
    private void hang() {
        hanging.countDown();
        boolean back = false;
        while (!back) {
            try {
                comesBack.await();
                back = true;
            } catch (InterruptedException e) {
                // it would not come back of it
            }
        }
    }

    private void hangInApply() throws Exception {
        run(LINK);
        node.kind.before(LINK, Moment.APPLY, this::hang);
        node.put(LINK, 1, 10);
        hanging.await();
    }

    private void carriesOn(LinkId link, int number) throws IOException {
        node.put(link, number, 10);
        assertEquals(Position.of(number), node.links().await(link, ToyNode.WAIT));
    }

    @Test
    void aSwapWaitsForAHangingTargetNoLongerThanItsLimitAndIsDoneWhenItComesBack() throws Exception {
        hangInApply();
        node.offerRoutes("2.0.0");
        ToyNode.await(() -> node.status(LINK, Half.SITE).state() instanceof LinkState.Draining draining
                && draining.detail().startsWith("apply hangs"));
        run(OTHER);
        carriesOn(OTHER, 1);
        node.kind.heal();
        comesBack.countDown();
        ToyNode.await(() -> node.status(LINK, Half.SITE).routeVersion().equals("toy 2.0.0"));
        node.awaitState(LINK, "running");
        carriesOn(LINK, 2);
    }

    @Test
    void aLinkWhoseTargetHangsCanBePausedAndRemovedAndMadeAgain() throws Exception {
        hangInApply();
        node.kind.before(LINK, Moment.CLOSE_TARGET, this::hang);
        node.links().pause(LINK, null, ToyNode.ACTOR);
        assertEquals("paused", node.state(LINK).name());
        node.forget(LINK);
        ToyNode.await(() -> node.links().statuses().isEmpty());
        node.kind.heal();
        run(OTHER);
        carriesOn(OTHER, 1);
        node.follow(LINK);
        node.awaitState(LINK, "paused");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        carriesOn(LINK, 2);
    }

    @Test
    void aPauseOfAHangingSourceSaysSoAndIsDoneWhenItComesBack() throws Exception {
        run(LINK);
        node.kind.before(LINK, Moment.CAPTURE, this::hang);
        hanging.await();
        LinkException late =
                assertThrows(LinkException.class, () -> node.links().pause(LINK, null, ToyNode.ACTOR));
        assertEquals(ErrorCode.WAIT_TIMED_OUT, late.code());
        assertTrue(late.detail().startsWith("capture hangs"), late.detail());
        LinkState.Draining draining = assertInstanceOf(LinkState.Draining.class, node.state(LINK));
        assertTrue(draining.detail().startsWith("capture hangs"), draining.detail());
        node.kind.heal();
        comesBack.countDown();
        node.awaitState(LINK, "paused");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    @Test
    void whatCanHealWhenALinkStartsIsTriedAgainUntilItDoes() throws Exception {
        // no folder can be made below it, as on a full disk
        Files.writeString(node.journalFolder(), "in the way");
        node.follow(LINK);
        ToyNode.await(() ->
                node.knows(LINK) && node.state(LINK) instanceof LinkState.Retrying retrying && retrying.attempt() >= 2);
        LinkState.Retrying retrying = (LinkState.Retrying) node.state(LINK);
        assertEquals(ErrorCode.JOURNAL_WRITE, retrying.code());
        assertTrue(retrying.since().isBefore(retrying.nextTry()));
        Files.delete(node.journalFolder());
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    @Test
    void aPauseThatCanNotBeReadKeepsTheLinkStoppedAndNamesTheFile() throws Exception {
        Path file = node.pausesFolder().resolve("toy-13-prod.centre.paused");
        Files.createDirectories(node.pausesFolder());
        Files.writeString(file, "since=yesterday");
        node.follow(LINK);
        node.awaitState(LINK, "failed");
        assertEquals(ErrorCode.PAUSE_FILE, node.state(LINK).code());
        assertTrue(
                node.state(LINK).detail().startsWith(file.toString()),
                node.state(LINK).detail());
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    @Test
    void aLinkWhoseEndFailsCanBeMadeAgain() throws Exception {
        run(LINK);
        node.kind.before(LINK, Moment.CLOSE_SOURCE, LinkOrdersTest::fail);
        node.kind.before(LINK, Moment.CLOSE_TARGET, LinkOrdersTest::fail);
        node.forget(LINK);
        ToyNode.await(() -> node.links().statuses().isEmpty());
        node.kind.heal();
        run(LINK);
        carriesOn(LINK, 1);
    }

    @Test
    void aSwapThatLeavesNoRoutesSaysSoAndIsTriedAgain() throws Exception {
        run(LINK);
        node.offer(Half.SITE, "2.0.0", breakable());
        ToyNode.await(() -> node.status(LINK, Half.SITE).routeVersion().equals("toy 2.0.0"));
        routesBroken.set(true);
        node.offer(Half.SITE, "3.0.0", breakable());
        ToyNode.await(() -> node.status(LINK, Half.SITE).state() instanceof LinkState.Retrying);
        LinkState state = node.status(LINK, Half.SITE).state();
        assertEquals(ErrorCode.ROUTE_FAILED, state.code());
        assertTrue(state.detail().contains("toy 3.0.0: broken"), state.detail());
        assertTrue(state.detail().contains("toy 2.0.0: broken"), state.detail());
        routesBroken.set(false);
        ToyNode.await(() -> node.status(LINK, Half.SITE).routeVersion().equals("toy 3.0.0"));
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    /** Passes the rehearsal always, and fails in the link's own context when told to. */
    private RoutesBuilder breakable() {
        RouteBuilder whole = new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("apply")
                        .templateParameter("link")
                        .from("renkei-line:receive?link={{link}}")
                        .to("renkei-toy:apply");
            }
        };
        return new RoutesBuilder() {
            @Override
            public void addRoutesToCamelContext(CamelContext context) throws Exception {
                if (routesBroken.get() && context.getName().equals("13-prod")) {
                    throw new IllegalStateException("broken");
                }
                whole.addRoutesToCamelContext(context);
            }

            @Override
            public Set<String> updateRoutesToCamelContext(CamelContext context) {
                throw new UnsupportedOperationException("never asked for");
            }

            @Override
            public void addTemplatedRoutesToCamelContext(CamelContext context) {
                // none
            }
        };
    }

    @Test
    void newRoutesDoNotStartALinkThatNeedsAPerson() throws Exception {
        run(LINK);
        node.denied = true;
        node.put(LINK, 1, 10);
        node.awaitState(LINK, "failed");
        node.denied = false;
        Instant since = node.state(LINK).since();
        node.offerRoutes("2.0.0");
        ToyNode.await(() -> node.status(LINK, Half.SITE).routeVersion().equals("toy 2.0.0"));
        LinkException stays =
                assertThrows(LinkException.class, () -> node.links().await(LINK, Duration.ofSeconds(2)));
        assertEquals(since, node.state(LINK).since(), stays::getMessage);
        assertEquals("toy 1.0.0", node.status(LINK, Half.CENTRE).routeVersion());
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        assertEquals("toy 2.0.0", node.status(LINK, Half.CENTRE).routeVersion());
        assertEquals(Position.of(1), node.links().await(LINK, ToyNode.WAIT));
    }

    @Test
    void aPauseKeepsInMindWhoOwnsTheTarget() throws Exception {
        fence(57);
        node.links().pause(LINK, null, ToyNode.ACTOR);
        node.close();
        node.start();
        node.follow(LINK);
        node.awaitState(LINK, "paused");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        assertTrue(Files.readString(node.target(LINK).resolve(".ledger")).startsWith("58 "));
    }

    @Test
    void aPauseThatRunsOutDoesNotTakeTheTargetFromItsOwner() throws Exception {
        fence(57);
        node.links().pause(LINK, Instant.now().plusMillis(500), ToyNode.ACTOR);
        node.awaitState(LINK, "fenced");
        assertTrue(Files.readString(node.target(LINK).resolve(".ledger")).startsWith("57 "));
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
    }

    private void fence(long epoch) throws Exception {
        run(LINK);
        node.links().pause(LINK, null, ToyNode.ACTOR);
        Files.writeString(node.target(LINK).resolve(".ledger"), epoch + " somebody 0 0");
        node.links().resume(LINK);
        node.awaitState(LINK, "fenced");
    }

    @Test
    void aContextThatCanNotStartShowsInItsLinksAndIsTriedAgain() throws Exception {
        node.contextMishaps.put("13-prod", LinkOrdersTest::fail);
        node.follow(LINK);
        node.awaitState(LINK, "retrying");
        assertEquals(ErrorCode.ROUTE_FAILED, node.state(LINK).code());
        assertTrue(node.state(LINK).detail().contains("the Camel context 13-prod can't start"));
        node.contextMishaps.clear();
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    @Test
    void aRouteThatIsStoppedOutsideShowsUntilItIsStartedAgain() throws Exception {
        run(LINK);
        for (String route : new String[] {"send", "capture", "apply"}) {
            Half half = route.equals("apply") ? Half.SITE : Half.CENTRE;
            String id = LINK + "-" + route;
            node.opened.get("13-prod").getRouteController().stopRoute(id);
            ToyNode.await(() -> node.status(LINK, half).state().code() == ErrorCode.ROUTE_STOPPED);
            assertTrue(node.status(LINK, half).state().detail().contains(route));
            node.opened.get("13-prod").getRouteController().startRoute(id);
            ToyNode.await(() -> node.status(LINK, half).state() instanceof LinkState.Running);
        }
        node.opened.get("13-prod").getRouteController().stopRoute(LINK + "-send");
        node.awaitState(LINK, "failed");
        node.links().resume(LINK);
        node.awaitState(LINK, "running");
        carriesOn(LINK, 1);
    }

    @Test
    void anotherThresholdOfLateIsShownWithoutARestart() throws Exception {
        run(LINK);
        Instant since = node.state(LINK).since();
        node.follow(LINK, Duration.ofSeconds(5));
        ToyNode.await(() ->
                node.links().statuses().stream().map(LinkStatus::lateAfter).allMatch(Duration.ofSeconds(5)::equals));
        assertEquals(since, node.state(LINK).since());
        assertEquals(1, node.links().journal(LINK).epoch().value());
    }

    @Test
    void onlyTheLinkWhoseSettingsChangedStartsAnew() throws Exception {
        run(LINK);
        run(OTHER);
        Instant changed = node.state(LINK).since();
        Instant others = node.state(OTHER).since();
        node.follow(OTHER);
        node.follow(LINK, "changed");
        // while it is made anew there is none
        ToyNode.await(() -> node.links().statuses().stream()
                .filter(status -> status.link().equals(LINK) && status.half() == Half.CENTRE)
                .anyMatch(status -> status.state() instanceof LinkState.Running
                        && status.state().since().isAfter(changed)));
        assertEquals(others, node.state(OTHER).since());
        carriesOn(LINK, 1);
        carriesOn(OTHER, 1);
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }
}
