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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"stalled", "deaf to the centre", "deaf to the site"})
    void aNetworkThatSaysNothingIsNoticedAtBothEndsAndHeals(String kind) throws Exception {
        RecordingHandler handler = new RecordingHandler(LINK);
        site.receiver(LINK).serve(handler);
        LineSender sender = centre.sender(LINK, false);
        SenderSession session = sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT);
        session.send(TestBatch.of(LINK, 1, 1000)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        switch (kind) {
            case "stalled" -> proxy.stall();
            case "deaf to the centre" -> proxy.deafToCentre();
            default -> proxy.deafToSite();
        }
        CompletableFuture<Void> ended = session.ended().toCompletableFuture();
        Await.that("the centre knows", NOTICED_MAX, () -> !up(centre));
        Await.that("the site knows", NOTICED_MAX, () -> !up(site));
        Await.that("the session has ended", NOTICED_MAX, ended::isDone);
        proxy.heal();
        Await.that("the centre has its site back", () -> up(centre));
        SenderSession next = sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT);
        next.send(TestBatch.of(LINK, 2, 1000)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals(2, handler.batches());
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
                CompletableFuture.runAsync(() -> bulkSession.send(new BulkBatch(BULK, 1, 4L * MIB)));
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
        assertTrue(overtook >= 3, "only " + overtook + " small batches passed 4 MiB of bulk");
        assertEquals(before.since(), status(site).since());
    }

    private static boolean up(OpenLine line) {
        return status(line).up();
    }

    private static LineStatus status(OpenLine line) {
        return line.connections().get(0);
    }
}
