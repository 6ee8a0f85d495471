package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.FederationId;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.SenderSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A centre that dials its site keeps the same promises as a site that dials its centre. */
class DialledSiteTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final LinkId BULK = LinkId.parse("file-13-prod");
    private static final FederationId SITE = new FederationId(13);

    @TempDir
    private Path home;

    private TestLines lines;
    private CentreLine centre;

    @BeforeEach
    void prepare() {
        lines = new TestLines(home);
        centre = lines.centre(Map.of());
    }

    @AfterEach
    void close() {
        lines.close();
    }

    private static Token through(TestProxy proxy, SiteLine site) {
        Token token = Token.parse(site.invite(SITE, Duration.ofMinutes(5)));
        return new Token(
                token.federation(), "127.0.0.1:" + proxy.port(), token.fingerprint(), token.secret(), token.expires());
    }

    @Test
    void batchesQuestionsAndResumeWorkOverACentreThatDials() throws Exception {
        SiteLine site = lines.waiting("13", 0);
        RecordingHandler target = new RecordingHandler(LINK);
        RecordingHandler bulk = new RecordingHandler(BULK);
        try (TestProxy proxy = new TestProxy(site.port())) {
            centre.join(through(proxy, site));
            site.receiver(LINK).serve(target);
            LineSender sender = centre.sender(LINK, false);
            LineSender bulkSender = centre.sender(BULK, true);
            sendTo(sender, target, 20);
            // the site's half of a link may come later than the centre's
            site.receiver(BULK).serve(bulk);
            bulkSender
                    .connect(TestLines.hello(BULK, 1), TestLines.WAIT)
                    .send(new BulkBatch(BULK, 1, 3L * 1024 * 1024))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            byte[] question = "question".getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(question, sender.call("echo", question, TestLines.WAIT));
            assertEquals(
                    "running",
                    sender.probe(TestLines.WAIT).toCompletableFuture().join().state());
            for (int cut = 0; cut < 4; cut++) {
                proxy.cut();
                sendTo(sender, target, target.applied() + 20);
            }
            assertEquals(100, target.applied());
            assertEquals(100, target.batches());
            assertTrue(up(centre));
            assertTrue(up(site));
        }
    }

    private static void sendTo(LineSender sender, RecordingHandler target, long last) throws Exception {
        Random random = new Random(last);
        Await.that("batch " + last + " is applied", () -> {
            try (SenderSession session = sender.connect(TestLines.hello(LINK, 1), Duration.ofSeconds(5))) {
                for (long seq = session.resumeAt().batchSeq() + 1; seq <= last; seq++) {
                    session.send(TestBatch.of(LINK, seq, 1 + random.nextInt(20_000)))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
                }
            } catch (LinkException | ExecutionException e) {
                assertTrue(e instanceof LinkException || e.getCause() instanceof LinkException, e.toString());
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new AssertionError(e);
            }
            return target.applied() == last;
        });
    }

    @Test
    void bothDiallingAtOnceEndInOneConnection() throws Exception {
        Path site13 = home.resolve("site13");
        Files.createDirectories(site13.resolve("etc"));
        Join.join(centre.invite(SITE, Duration.ofMinutes(5)), site13);
        try (TestProxy toCentre = new TestProxy(centre.port())) {
            SiteLine site = lines.waiting("13", toCentre.port());
            try (TestProxy toSite = new TestProxy(site.port())) {
                RecordingHandler target = new RecordingHandler(LINK);
                site.receiver(LINK).serve(target);
                LineSender sender = centre.sender(LINK, false);
                centre.join(through(toSite, site));
                for (int round = 0; round < 3; round++) {
                    toCentre.cut();
                    toSite.cut();
                    sendTo(sender, target, target.applied() + 5);
                    Await.stays("one connection", () -> toCentre.connections() + toSite.connections() == 1 ? 1 : 0);
                    assertTrue(up(centre) && up(site));
                }
                assertEquals(15, target.batches());
            }
        }
    }

    @Test
    void neitherTrustsAnotherKeyThanThePinnedOne() throws Exception {
        SiteLine site = lines.waiting("13", 0);
        centre.join(Token.parse(site.invite(SITE, Duration.ofMinutes(5))));
        Await.that("the centre is connected", () -> up(centre) && up(site));
        Keys strange = new Keys(home.resolve("strange"));
        strange.pin("site-13", new Keys(home.resolve("site13/data/line")).own().getPublic());
        try (CentreLine stranger = stranger(site.port())) {
            Await.that("the site refuses a strange centre", () -> isRefused(stranger));
        }
        strange.pin("site-13", strange.own().getPublic());
        try (CentreLine stranger = stranger(site.port())) {
            Await.that("a centre refuses a strange site", () -> isRefused(stranger));
        }
        assertTrue(up(centre) && up(site));
    }

    private CentreLine stranger(int port) {
        return new CentreLine(
                LineSettings.of(Map.of("dial.13", "127.0.0.1:" + port)),
                home.resolve("strange"),
                java.time.Clock.systemUTC());
    }

    @Test
    void anInvitationOfASiteWorksOnceAndOnlyForItsOwnFederation() throws Exception {
        SiteLine site = lines.waiting("13", 0);
        Token token = Token.parse(site.invite(SITE, Duration.ofMinutes(5)));
        centre.join(token);
        IllegalStateException again = assertThrows(IllegalStateException.class, () -> centre.join(token));
        assertTrue(again.getMessage().startsWith("the site refuses the invitation"), again.getMessage());
        assertThrows(IllegalStateException.class, () -> site.invite(new FederationId(31), Duration.ofMinutes(5)));
    }

    @Test
    void aNodeKeepsTheAddressOfASiteThatItHasJoined() throws Exception {
        SiteLine site = lines.waiting("13", 0);
        Path node = Files.createDirectories(home.resolve("node"));
        Path etc = Files.createDirectories(node.resolve("etc"));
        Files.writeString(etc.resolve("io.renkei.node.cfg"), "role = centre\n");
        Files.writeString(etc.resolve("io.renkei.line.cfg"), "# ours\ndial.13 = old.example.jp:7022\n");
        String token = site.invite(SITE, Duration.ofMinutes(5));
        try (NodeLine line = new NodeLine(etc, node.resolve("data"))) {
            assertEquals("site 13 at 127.0.0.1:" + site.port(), line.join(token));
            Await.that("it is connected", () -> up(line));
        }
        assertEquals(
                "# ours\ndial.13 = 127.0.0.1:" + site.port() + "\n",
                Files.readString(etc.resolve("io.renkei.line.cfg")));
        try (NodeLine line = new NodeLine(etc, node.resolve("data"))) {
            Await.that("it dials again after a restart", () -> up(line));
        } catch (IllegalStateException e) {
            throw new IOException(e);
        }
    }

    private static boolean up(OpenLine line) {
        return line.connections().stream().anyMatch(LineStatus::up);
    }

    private static boolean isRefused(OpenLine line) {
        return line.connections().stream()
                .anyMatch(status -> !status.up() && status.detail().startsWith("no connection to"));
    }
}
