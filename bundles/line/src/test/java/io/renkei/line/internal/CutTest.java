package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.SenderSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that breaks: everything arrives exactly once, and both ends know within seconds. */
class CutTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final LinkId BULK = LinkId.parse("file-13-prod");
    private static final int MIB = 1024 * 1024;

    /** Five seconds, and what a busy machine adds. */
    private static final Duration NOTICED_MAX = Duration.ofSeconds(8);

    @TempDir
    private Path home;

    private TestLines lines;
    private CentreLine centre;
    private SiteLine site;
    private TestProxy proxy;

    @BeforeEach
    void connect() throws Exception {
        lines = new TestLines(home);
        centre = lines.centre(Map.of());
        proxy = new TestProxy(centre.port());
        site = lines.site(centre, "13", proxy.port());
    }

    @AfterEach
    void close() throws Exception {
        lines.close();
        proxy.close();
    }

    @Test
    void everythingArrivesOnceAndInOrderHoweverOftenTheLineIsCut() throws Exception {
        Random random = new Random(13);
        RecordingHandler handler = new RecordingHandler(LINK);
        site.receiver(LINK).serve(handler);
        LineSender sender = centre.sender(LINK, false);
        for (int cut = 0; cut < 10; cut++) {
            proxy.cutAfter(random.nextInt(300_000));
            while (!proxy.hasCut()) {
                sendUntilItEnds(sender, random, handler.applied() + 20);
            }
        }
        long last = handler.applied() + 20;
        while (handler.applied() < last) {
            sendUntilItEnds(sender, random, last);
        }
        // the handler refuses a batch that does not begin where the one before ended
        assertEquals(last, handler.applied());
        assertEquals(last, handler.batches());
        assertTrue(last > 50, "only " + last + " batches");
    }

    /** As the read step does: from the checkpoint on, several in flight, until done or the session ends. */
    private static void sendUntilItEnds(LineSender sender, Random random, long last) throws Exception {
        Deque<CompletionStage<Void>> window = new ArrayDeque<>();
        try (SenderSession session = sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT)) {
            for (long seq = session.resumeAt().batchSeq() + 1; seq <= last; seq++) {
                window.add(session.send(TestBatch.of(LINK, seq, 1 + random.nextInt(60_000))));
                if (window.size() == 8) {
                    window.remove().toCompletableFuture().get(20, TimeUnit.SECONDS);
                }
            }
            for (CompletionStage<Void> confirmed : window) {
                confirmed.toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        } catch (LinkException | ExecutionException e) {
            // the line was cut; the next session tells where to go on
            assertTrue(e instanceof LinkException || e.getCause() instanceof LinkException, e.toString());
        }
    }

    /** One line for each way of saying nothing; all at once, for it takes its time. */
    @Test
    void aNetworkThatSaysNothingIsNoticedAtBothEndsAndHeals() throws Exception {
        Silent stalled = new Silent("21", TestProxy::stall);
        Silent deafCentre = new Silent("22", TestProxy::deafToCentre);
        Silent deafSite = new Silent("23", TestProxy::deafToSite);
        List<Silent> all = List.of(stalled, deafCentre, deafSite);
        try {
            for (Silent one : all) {
                one.send(1);
                one.way.accept(one.network);
            }
            for (Silent one : all) {
                CompletableFuture<Void> ended = one.session.ended().toCompletableFuture();
                Await.that(one.link + ": the centre knows", NOTICED_MAX, () -> !up(centre, one.link));
                Await.that(one.link + ": the site knows", NOTICED_MAX, () -> !up(one.end, one.link));
                Await.that(one.link + ": the session has ended", NOTICED_MAX, ended::isDone);
            }
            for (Silent one : all) {
                one.network.heal();
                Await.that(one.link + ": the centre has its site back", () -> up(centre, one.link));
                one.session = one.sender.connect(TestLines.hello(one.link, 1), TestLines.WAIT);
                one.send(2);
                assertEquals(2, one.target.batches());
            }
        } finally {
            for (Silent one : all) {
                one.network.close();
            }
        }
    }

    /** A site behind a network that will say nothing. */
    private final class Silent {
        private final LinkId link;
        private final Consumer<TestProxy> way;
        private final TestProxy network;
        private final SiteLine end;
        private final RecordingHandler target;
        private final LineSender sender;
        private SenderSession session;

        Silent(String federation, Consumer<TestProxy> way) throws Exception {
            this.link = LinkId.parse("db-" + federation + "-prod");
            this.way = way;
            this.network = new TestProxy(centre.port());
            this.end = lines.site(centre, federation, network.port());
            this.target = new RecordingHandler(link);
            end.receiver(link).serve(target);
            this.sender = centre.sender(link, false);
            this.session = sender.connect(TestLines.hello(link, 1), TestLines.WAIT);
        }

        void send(int seq) throws Exception {
            session.send(TestBatch.of(link, seq, 1000)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSlowNetworkIsNotTakenForADeadOneAndSmallWorkGoesOn() throws Exception {
        RecordingHandler bulk = new RecordingHandler(BULK);
        RecordingHandler small = new RecordingHandler(LINK);
        site.receiver(BULK).serve(bulk);
        site.receiver(LINK).serve(small);
        SenderSession bulkSession = centre.sender(BULK, true).connect(TestLines.hello(BULK, 1), TestLines.WAIT);
        SenderSession smallSession = centre.sender(LINK, false).connect(TestLines.hello(LINK, 1), TestLines.WAIT);
        LineStatus before = status(site);
        proxy.slow(MIB / 2);
        CompletableFuture<?> sent =
                CompletableFuture.runAsync(() -> bulkSession.send(new BulkBatch(BULK, 1, 3L * MIB)));
        int overtook = 0;
        while (!sent.isDone()) {
            overtook++;
            smallSession
                    .send(TestBatch.of(LINK, overtook, 500))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        sent.get();
        Await.that("the bulk is applied", () -> bulk.applied() == 1);
        assertTrue(overtook >= 3, "only " + overtook + " small batches passed 3 MiB of bulk");
        assertEquals(before.since(), status(site).since());
    }

    private static boolean up(OpenLine line, LinkId link) {
        return line.connections().stream()
                .anyMatch(one -> one.up() && one.channels().contains(link));
    }

    private static LineStatus status(OpenLine line) {
        return line.connections().get(0);
    }
}
