package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both lines keep the same promises: over SSH between two ends, and in memory. */
class LineTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final Duration WAIT = TestLines.WAIT;

    @TempDir
    private Path home;

    private TestLines lines;
    private OpenLine sending;
    private OpenLine receiving;

    @BeforeEach
    void prepare() {
        lines = new TestLines(home);
    }

    @AfterEach
    void close() {
        lines.close();
    }

    private void open(String kind) throws Exception {
        TestLines.Ends ends = lines.open(kind, Map.of());
        sending = ends.sending();
        receiving = ends.receiving();
    }

    private static Hello hello(long epoch) {
        return TestLines.hello(LINK, epoch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void batchesArriveWholeInOrderAndAreConfirmed(String kind) throws Exception {
        open(kind);
        RecordingHandler handler = new RecordingHandler(LINK);
        receiving.receiver(LINK).serve(handler);
        LineSender sender = sending.sender(LINK, false);
        SenderSession session = sender.connect(hello(1), WAIT);
        assertEquals(Position.START, session.resumeAt().position());
        CompletableFuture<?> last = null;
        for (int seq = 1; seq <= 50; seq++) {
            last = session.send(TestBatch.of(LINK, seq, 3000 * seq)).toCompletableFuture();
        }
        last.get(20, TimeUnit.SECONDS);
        assertEquals(50, handler.applied());
        assertEquals(3000L * 50 * 51 / 2, handler.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aRefusedHelloTellsWhy(String kind) throws Exception {
        open(kind);
        RecordingHandler handler = new RecordingHandler(LINK);
        handler.refuseHello(new FencedException(LINK, new Epoch(1), new Epoch(7)));
        receiving.receiver(LINK).serve(handler);
        LineSender sender = sending.sender(LINK, false);
        FencedException fenced = assertThrows(FencedException.class, () -> sender.connect(hello(1), WAIT));
        assertEquals(new Epoch(7), fenced.targetEpoch());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aBatchThatFailsEndsTheSessionWithItsCauseAndTheNextResumesAtTheCheckpoint(String kind) throws Exception {
        open(kind);
        RecordingHandler handler = new RecordingHandler(LINK);
        receiving.receiver(LINK).serve(handler);
        LineSender sender = sending.sender(LINK, false);
        SenderSession session = sender.connect(hello(1), WAIT);
        session.send(TestBatch.of(LINK, 1, 100)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        handler.failNext(new PermanentLinkException(LINK, ErrorCode.APPLY_FAILED, "no such column"));
        CompletableFuture<Void> failed =
                session.send(TestBatch.of(LINK, 2, 100)).toCompletableFuture();
        ExecutionException cause = assertThrows(ExecutionException.class, () -> failed.get(20, TimeUnit.SECONDS));
        assertEquals(ErrorCode.APPLY_FAILED, ((LinkException) cause.getCause()).code());
        SenderSession next = sender.connect(hello(1), WAIT);
        assertEquals(Position.of(1), next.resumeAt().position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aQuestionAndAHeartbeatAreAnsweredWhileABatchIsHeldUp(String kind) throws Exception {
        open(kind);
        RecordingHandler handler = new RecordingHandler(LINK);
        receiving.receiver(LINK).serve(handler);
        LineSender sender = sending.sender(LINK, false);
        SenderSession session = sender.connect(hello(1), WAIT);
        handler.hold();
        CompletableFuture<Void> held = session.send(TestBatch.of(LINK, 1, 100)).toCompletableFuture();
        handler.awaitHeld();
        byte[] question = "question".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(question, sender.call("echo", question, WAIT));
        LinkProbe probe = sender.probe(WAIT).toCompletableFuture().join();
        assertEquals("running", probe.state());
        handler.letGo();
        held.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aReceiverThatIsResetTellsTheSenderAndServesTheNextHello(String kind) throws Exception {
        open(kind);
        LineReceiver receiver = receiving.receiver(LINK);
        receiver.serve(new RecordingHandler(LINK));
        LineSender sender = sending.sender(LINK, false);
        SenderSession session = sender.connect(hello(1), WAIT);
        receiver.reset(new TransientLinkException(LINK, ErrorCode.LINK_NOT_RUNNING, "paused"));
        ExecutionException ended = assertThrows(
                ExecutionException.class,
                () -> session.ended().toCompletableFuture().get(20, TimeUnit.SECONDS));
        assertEquals(ErrorCode.LINK_NOT_RUNNING, ((LinkException) ended.getCause()).code());
        assertEquals(
                Checkpoint.none(LINK).position(),
                sender.connect(hello(1), WAIT).resumeAt().position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aReceiverThatIsThereFirstIsFoundWhenTheSenderComes(String kind) throws Exception {
        open(kind);
        RecordingHandler handler = new RecordingHandler(LINK);
        receiving.receiver(LINK).serve(handler);
        // its channel waits meanwhile
        assertFalse(new CountDownLatch(1).await(2, TimeUnit.SECONDS));
        LineSender sender = sending.sender(LINK, false);
        assertEquals(Position.START, sender.connect(hello(1), WAIT).resumeAt().position());
    }

    @Test
    void aSiteReceivesOnlyLinksOfItsOwnFederation() throws Exception {
        open("ssh");
        CentreLine centre = (CentreLine) sending;
        LinkId foreign = LinkId.parse("db-31-prod");
        assertThrows(IllegalStateException.class, () -> receiving.receiver(foreign));
        LineSender sender = centre.sender(foreign, false);
        TransientLinkException down = assertThrows(
                TransientLinkException.class,
                () -> sender.connect(new Hello(foreign, new Epoch(1), "i", Position.START), Duration.ofMillis(500)));
        assertEquals(ErrorCode.LINE_DOWN, down.code());
    }

    @Test
    void anInvitationWorksOnce() throws Exception {
        open("ssh");
        CentreLine centre = (CentreLine) sending;
        String token = centre.invite(FederationId.parse("31"), Duration.ofMinutes(5));
        Path site = home.resolve("site31");
        Files.createDirectories(site.resolve("etc"));
        Join.join(token, site);
        IllegalStateException again = assertThrows(IllegalStateException.class, () -> Join.join(token, site));
        assertTrue(again.getMessage().contains("refuses the invitation"), again.getMessage());
    }

    @Test
    void aCentreWithAnotherKeyThanTheInvitationSaysIsRefused() throws Exception {
        open("ssh");
        CentreLine centre = (CentreLine) sending;
        Token token = Token.parse(centre.invite(FederationId.parse("31"), Duration.ofMinutes(5)));
        String forged = new Token(
                        token.federation(), token.address(), "SHA256:somebody", token.secret(), token.expires())
                .print();
        Files.createDirectories(home.resolve("site31/etc"));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> Join.join(forged, home.resolve("site31")));
        assertTrue(refused.getMessage().contains("not the centre that invited you"), refused.getMessage());
    }

    @Test
    void aSiteWhoseKeyIsNotPinnedDoesNotGetIn() throws Exception {
        open("ssh");
        Path stranger = home.resolve("stranger");
        Keys keys = new Keys(stranger);
        keys.pin("centre", new Keys(home.resolve("centre")).own().getPublic());
        SiteLine line = lines.dialling(stranger, "13", ((CentreLine) sending).port());
        line.receiver(LINK).serve(new RecordingHandler(LINK));
        LineSender sender = sending.sender(LINK, false);
        assertThrows(TransientLinkException.class, () -> sender.connect(hello(1), Duration.ofMillis(1500)));
    }
}
