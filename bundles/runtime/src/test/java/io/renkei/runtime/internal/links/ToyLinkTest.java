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
import io.renkei.api.LinkStatus;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import io.renkei.journal.internal.FileJournals;
import io.renkei.line.internal.NodeLine;
import io.renkei.runtime.internal.routes.Rehearsal;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.runtime.internal.routes.RouteSet;
import io.renkei.runtime.toy.ToyKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** A kind that is bulk, by reference and without a transactional target goes through journal, line and runtime as they are. */
class ToyLinkTest {
    private static final LinkId LINK = LinkId.parse("toy-13-prod");
    private static final Actor ACTOR = new Actor("test", "test", "");
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int LARGE = 20 * 1024 * 1024;

    @TempDir
    private Path home;

    private final Random random = new Random(13);
    private final ToyKind kind = new ToyKind();
    private Path source;
    private Path target;
    private FileJournals journals;
    private NodeLine line;
    private RouteCatalog catalog;
    private LinkManager links;
    private volatile boolean denied;

    @BeforeEach
    void start() throws IOException {
        source = Files.createDirectories(home.resolve("source"));
        target = Files.createDirectories(home.resolve("target"));
        startNode();
    }

    private void startNode() {
        journals = new FileJournals(home.resolve("journal"), new NoSecrets());
        line = new NodeLine(home, home.resolve("data"));
        FederationContexts contexts = name -> {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getCamelContextExtension().setName(name);
            return context;
        };
        catalog = new RouteCatalog(new Rehearsal(contexts));
        offerRoutes("1.0.0");
        NodeServices services = new NodeServices(journals, line, new Lists(), new NoSecrets(), List.of());
        links = new LinkManager(services, catalog, new Pauses(home.resolve("pauses")), contexts);
        links.start();
        links.follow("13-prod", List.of(plan(Half.CENTRE), plan(Half.SITE)));
    }

    @AfterEach
    void stop() {
        links.close();
        line.close();
        journals.close();
    }

    private LinkPlan plan(Half half) {
        Settings settings = new Settings(Map.of("toy.source", source.toString(), "toy.target", target.toString()));
        return new LinkPlan(
                LINK, half, kind, settings, JournalSettings.defaults(), LinkStatus.LATE_DEFAULT, "test.cfg");
    }

    private void offerRoutes(String version) {
        long bundle = version.hashCode();
        catalog.add(new RouteSet("toy", Half.CENTRE, "toy", new Version(version), bundle, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-toy:capture?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-journal:append");
                routeTemplate("send")
                        .templateParameter("link")
                        .from("renkei-journal:read?link={{link}}")
                        .to("renkei-line:send");
            }
        }));
        catalog.add(new RouteSet("toy", Half.SITE, "toy", new Version(version), bundle, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("apply")
                        .templateParameter("link")
                        .from("renkei-line:receive?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-toy:apply");
            }
        }));
    }

    private byte[] put(int number, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Path draft = source.resolve("draft");
        Files.write(draft, content);
        Files.move(draft, source.resolve(Integer.toString(number)));
        return content;
    }

    @Test
    void aLargePayloadIsReadWhenItIsSentAndArrivesWhole() throws Exception {
        awaitState("running");
        byte[] large = put(1, LARGE);
        byte[] small = put(2, 10);
        links.await(LINK, WAIT);
        assertArrayEquals(large, Files.readAllBytes(target.resolve("1")));
        assertArrayEquals(small, Files.readAllBytes(target.resolve("2")));
        assertTrue(journals.open(LinkId.parse("toy-31-prod"), JournalSettings.defaults())
                        .lastSeq()
                == 0);
        long journalBytes = statusOf(Half.CENTRE).journal().bytes();
        assertTrue(journalBytes < 64 * 1024, "the payload is in the journal: " + journalBytes);
    }

    @Test
    void aRestartedNodeGoesOnWhereTheTargetStands() throws Exception {
        put(1, 100);
        awaitState("running");
        links.await(LINK, WAIT);
        stop();
        put(2, 100);
        startNode();
        awaitState("running");
        assertEquals(Position.of(2), links.await(LINK, WAIT));
        assertTrue(Files.exists(target.resolve("2")));
        assertEquals(1, statusOf(Half.SITE).counters().items());
    }

    @Test
    void routesAreSwappedUnderLoadAndNothingIsLostOrRepeated() throws Exception {
        awaitState("running");
        for (int i = 1; i <= 200; i++) {
            put(i, 1000);
            if (i % 50 == 0) {
                offerRoutes("1." + i + ".0");
            }
        }
        assertEquals(Position.of(200), links.await(LINK, WAIT));
        await(() -> statusOf(Half.SITE).routeVersion().equals("toy 1.200.0"));
        assertEquals(200, statusOf(Half.SITE).counters().items());
    }

    @Test
    void aDeniedItemStopsTheLinkBeforeTheJournalAndSaysWhy() throws Exception {
        awaitState("running");
        denied = true;
        put(1, 100);
        awaitState("failed");
        LinkState.Failed failed = (LinkState.Failed) statusOf(Half.CENTRE).state();
        assertEquals("toy/1: rule T1: not today", failed.detail());
        assertEquals(Position.START, statusOf(Half.CENTRE).captured());
        denied = false;
        links.resume(LINK);
        awaitState("running");
        links.await(LINK, WAIT);
        assertTrue(Files.exists(target.resolve("1")));
    }

    @Test
    void aPausedLinkCarriesNothingAndCatchesUpWhenResumed() throws Exception {
        awaitState("running");
        links.pause(LINK, null, ACTOR);
        put(1, 100);
        assertEquals("paused", statusOf(Half.CENTRE).state().name());
        assertFalse(Files.exists(target.resolve("1")));
        links.resume(LINK);
        awaitState("running");
        links.await(LINK, WAIT);
        assertTrue(Files.exists(target.resolve("1")));
    }

    @Test
    void aPauseThatRunsOutEndsByItself() throws Exception {
        awaitState("running");
        links.pause(LINK, Instant.now().plusSeconds(1), ACTOR);
        awaitState("running");
    }

    @Test
    void anotherOwnerOfTheTargetFencesThisOneUntilAPersonResumesIt() throws Exception {
        awaitState("running");
        links.pause(LINK, null, ACTOR);
        // somebody else has claimed with the epoch this node will have after its next start
        Files.writeString(target.resolve(".ledger"), "2 somebody 0 0");
        links.resume(LINK);
        awaitState("fenced");
        links.resume(LINK);
        awaitState("running");
    }

    @Test
    void aCentreThatLostItsHomeIsFencedAndOnceResumedGoesOnWhereTheTargetStands() throws Exception {
        put(1, 100);
        awaitState("running");
        links.await(LINK, WAIT);
        stop();
        try (Stream<Path> lost = Files.walk(home.resolve("journal"))) {
            for (Path entry : lost.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
        Files.writeString(target.resolve(".ledger"), "57 the-lost-one 1 1");
        Files.delete(target.resolve("1"));
        startNode();
        awaitState("fenced");
        links.resume(LINK);
        awaitState("running");
        put(2, 100);
        assertEquals(Position.of(2), links.await(LINK, WAIT));
        assertTrue(Files.exists(target.resolve("2")));
        assertFalse(Files.exists(target.resolve("1")), "the target had it already");
        assertTrue(Files.readString(target.resolve(".ledger")).startsWith("58 "));
    }

    /** Without it the site's half was stale for ever, seven seconds after it had begun. */
    @Test
    void aHeartbeatCountsAtTheSiteThatAnswersIt() throws Exception {
        awaitState("running");
        await(() -> statusOf(Half.SITE).lastProbe() != null
                && statusOf(Half.SITE)
                        .lastProbe()
                        .isAfter(statusOf(Half.SITE).state().since()));
        assertNull(statusOf(Half.SITE).far());
    }

    private LinkStatus statusOf(Half half) {
        return links.statuses().stream()
                .filter(status -> status.half() == half)
                .findFirst()
                .orElseThrow();
    }

    private void awaitState(String name) throws InterruptedException {
        await(() -> links.statuses().size() == 2
                && statusOf(Half.CENTRE).state().name().equals(name));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT);
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    private final class Lists implements Policy {
        @Override
        public PolicyDecision check(LinkId link, String item, List<String> parts) {
            return denied ? new PolicyDecision(false, "T1", "not today") : new PolicyDecision(true, "T0", "listed");
        }

        @Override
        public List<AllowedItem> allowed(LinkId link) {
            return List.of(new AllowedItem("toy", List.of("*")));
        }
    }

    private static final class NoSecrets implements Secrets {
        @Override
        public String resolve(String reference) {
            throw new IllegalArgumentException(reference);
        }

        @Override
        public boolean exists(String reference) {
            return false;
        }
    }
}
