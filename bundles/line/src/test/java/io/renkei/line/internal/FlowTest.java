package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LineSender;
import io.renkei.api.LinkId;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that does not read holds up its own link and nothing else, and the line holds little of what waits. */
class FlowTest {
    private static final LinkId STUCK = LinkId.parse("file-13-prod");
    private static final LinkId OTHER = LinkId.parse("db-13-prod");
    private static final long MIB = 1024L * 1024;

    /** SSH's window, what Renkei and SSH hold on the way to it and one frame. */
    private static final long HELD_MAX = 4 * MIB;

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

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aTargetThatStopsReadingHoldsOnlyItsOwnLink(String kind) throws Exception {
        TestLines.Ends ends = lines.open(kind, Map.of());
        RecordingHandler stuck = new RecordingHandler(STUCK);
        stuck.holdBeforeReading();
        RecordingHandler other = new RecordingHandler(OTHER);
        SenderSession blocked = session(ends, STUCK, stuck);
        SenderSession flowing = session(ends, OTHER, other);

        BulkBatch bulk = new BulkBatch(STUCK, 1, 64 * MIB);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> blocked.send(bulk));
        stuck.awaitHeld();
        Await.stays("bytes taken of the blocked batch", bulk::takenBytes);

        for (int seq = 1; seq <= 3; seq++) {
            flowing.send(new BulkBatch(OTHER, seq, 5 * MIB))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        assertEquals(3, other.applied());
        assertEquals(0, stuck.applied());
        assertTrue(bulk.takenBytes() <= HELD_MAX, "the line holds " + bulk.takenBytes() + " bytes");

        stuck.letGo();
        sending.get(20, TimeUnit.SECONDS);
        Await.that("the batch is applied", () -> stuck.applied() == 1);
        assertEquals(64 * MIB, stuck.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "ssh"})
    void aSenderThatWaitsForItsTargetIsSetFreeWhenItsSessionIsClosed(String kind) throws Exception {
        TestLines.Ends ends = lines.open(kind, Map.of());
        RecordingHandler stuck = new RecordingHandler(STUCK);
        stuck.holdBeforeReading();
        SenderSession blocked = session(ends, STUCK, stuck);
        BulkBatch bulk = new BulkBatch(STUCK, 1, 64 * MIB);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> blocked.send(bulk));
        stuck.awaitHeld();
        Await.stays("bytes taken of the blocked batch", bulk::takenBytes);
        blocked.close();
        ExecutionException ended = assertThrows(ExecutionException.class, () -> sending.get(5, TimeUnit.SECONDS));
        assertTrue(ended.getCause() instanceof TransientLinkException, String.valueOf(ended.getCause()));
        stuck.letGo();
    }

    private static SenderSession session(TestLines.Ends ends, LinkId link, RecordingHandler handler) {
        ends.receiving().receiver(link).serve(handler);
        LineSender sender = ends.sending().sender(link, link.equals(STUCK));
        return sender.connect(TestLines.hello(link, 1), TestLines.WAIT);
    }
}
