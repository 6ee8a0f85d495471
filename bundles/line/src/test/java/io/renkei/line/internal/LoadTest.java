package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LinkId;
import io.renkei.api.SenderSession;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection does while much goes over it. */
class LoadTest {
    private static final LinkId SMALL = LinkId.parse("db-13-prod");
    private static final LinkId BULK = LinkId.parse("file-13-prod");
    private static final long MIB = 1024L * 1024;

    @TempDir
    private Path home;

    private TestLines lines;

    @BeforeEach
    void prepare() {
        lines = new TestLines(home);
    }

    @AfterEach
    void close() {
        lines.close();
    }

    /** The keys of a connection are changed every gigabyte or hour; here again and again while batches flow. */
    @Test
    void newKeysUnderLoadLoseAndRepeatNothing() throws Exception {
        CentreLine centre = lines.centre(Map.of());
        KeyPair own = new Keys(home.resolve("site")).own();
        new Keys(home.resolve("centre")).pin("site-13", own.getPublic());
        RecordingHandler small = new RecordingHandler(SMALL);
        RecordingHandler bulk = new RecordingHandler(BULK);
        try (LineThreads threads = new LineThreads();
                SshDialler dialler = new SshDialler(key -> true)) {
            ClientSession session = dialler.dial(
                    new InetSocketAddress("127.0.0.1", centre.port()),
                    "site-13",
                    dialled -> dialled.addPublicKeyIdentity(own));
            ControlHub hub = ControlHub.open(
                    "centre",
                    SshDialler.open(session, Subsystem.CONTROL),
                    Ends.noAnswers(),
                    threads,
                    () -> SshWires.heardAtNs(session));
            LineThreads.channel("hub", () -> hub.run(() -> {}));
            Await.that("connected", () -> centre.connections().stream().anyMatch(line -> line.up()));
            try (ReceiverEnd one = new ReceiverEnd(SMALL, link -> SshDialler.open(session, Subsystem.DATA), () -> {});
                    ReceiverEnd two =
                            new ReceiverEnd(BULK, link -> SshDialler.open(session, Subsystem.DATA), () -> {})) {
                one.serve(small);
                two.serve(bulk);
                SenderSession smallSession = centre.sender(SMALL, false).connect(hello(SMALL), TestLines.WAIT);
                SenderSession bulkSession = centre.sender(BULK, true).connect(hello(BULK), TestLines.WAIT);
                CompletableFuture<?> bulkSent =
                        CompletableFuture.runAsync(() -> bulkSession.send(new BulkBatch(BULK, 1, 48 * MIB)));
                int renewed = 0;
                long seq = 0;
                while (!bulkSent.isDone() || renewed < 5) {
                    session.reExchangeKeys().verify(TestLines.WAIT);
                    renewed++;
                    for (int i = 0; i < 3; i++) {
                        seq++;
                        smallSession
                                .send(TestBatch.of(SMALL, seq, 5_000))
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS);
                    }
                }
                bulkSent.get();
                Await.that("the bulk is applied", () -> bulk.applied() == 1);
                assertEquals(48 * MIB, bulk.bytes());
                assertEquals(seq, small.batches());
                assertEquals(5_000 * seq, small.bytes());
            }
            hub.close("the test ends");
        }
    }

    private static io.renkei.api.Hello hello(LinkId link) {
        return TestLines.hello(link, 1);
    }

    /** The rate holds for all links of a site together, and what is small does not wait for what is large. */
    @Test
    void theRateHoldsAndSmallWorkOvertakesBulk() throws Exception {
        CentreLine centre = lines.centre(Map.of("rate", "2MiB/s"));
        SiteLine site = lines.site(centre, "13");
        RecordingHandler small = new RecordingHandler(SMALL);
        RecordingHandler bulk = new RecordingHandler(BULK);
        site.receiver(SMALL).serve(small);
        site.receiver(BULK).serve(bulk);
        SenderSession smallSession = centre.sender(SMALL, false).connect(hello(SMALL), TestLines.WAIT);
        SenderSession bulkSession = centre.sender(BULK, true).connect(hello(BULK), TestLines.WAIT);
        BulkBatch large = new BulkBatch(BULK, 1, 6 * MIB);
        long start = System.nanoTime();
        CompletableFuture<?> bulkSent = CompletableFuture.runAsync(() -> bulkSession.send(large));
        Await.that("the bulk has begun", () -> large.takenBytes() > 0);
        int overtook = 0;
        while (!bulkSent.isDone()) {
            overtook++;
            smallSession
                    .send(TestBatch.of(SMALL, overtook, 500))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        bulkSent.get();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Await.that("the bulk is applied", () -> bulk.applied() == 1);
        // 6 MiB at 2 MiB/s, less what may be made good in the first 50 ms
        assertTrue(took.toMillis() >= 2_900, "6 MiB in " + took);
        assertEquals(overtook, small.batches());
        // in the window of one channel: 2 MiB; a small batch waits for a piece of bulk, not for the 3 s of all of it
        assertTrue(overtook >= 5, "only " + overtook + " small batches passed 6 MiB of bulk");
    }
}
