package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A receiver says why it closes; a writer that meets the closed channel first must not take the reason for a broken line. */
class OutgoingSessionTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    /** Between the writer's failure and the reason: less than the session waits, more than a thread needs to go on. */
    private static final long REASON_LATE_MS = 150;

    private final CountDownLatch writerFailed = new CountDownLatch(1);

    @Test
    void theReasonThatComesAfterTheWriterMetTheEndIsTheFault() throws Exception {
        ByteArrayOutputStream reason = new ByteArrayOutputStream();
        new Wire(InputStream.nullInputStream(), reason, wanted -> wanted, () -> {})
                .send(
                        MessageType.REFUSED,
                        out -> Codec.writeFault(
                                out, new PermanentLinkException(LINK, ErrorCode.APPLY_FAILED, "no such column")));
        LinkException fault = sendInto(reason.toByteArray(), REASON_LATE_MS);
        assertEquals(ErrorCode.APPLY_FAILED, fault.code());
        assertEquals(PermanentLinkException.class, fault.getClass());
        assertEquals("no such column", fault.detail());
    }

    @Test
    void aLineThatBreaksWithoutAReasonIsDown() throws Exception {
        assertEquals(ErrorCode.LINE_DOWN, sendInto(new byte[0], REASON_LATE_MS).code());
    }

    @Test
    void aPeerThatNeverEndsItsHalfHoldsTheWriterForAMomentOnly() throws Exception {
        long start = System.nanoTime();
        assertEquals(
                ErrorCode.LINE_DOWN,
                sendInto(new byte[0], TestLines.WAIT.toMillis()).code());
        Duration held = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(held.compareTo(TestLines.WAIT.dividedBy(2)) < 0, "held for " + held);
    }

    /** Sends a batch to a channel whose far half has closed; what it has said arrives so long after the write has failed. */
    private LinkException sendInto(byte[] lastWord, long lateMs) throws Exception {
        InputStream late = new InputStream() {
            private final InputStream bytes = new ByteArrayInputStream(lastWord);

            @Override
            public int read() throws IOException {
                awaitFailedWriter(lateMs);
                return bytes.read();
            }
        };
        CountDownLatch closed = new CountDownLatch(1);
        Wire wire = new Wire(
                late,
                OutputStream.nullOutputStream(),
                wanted -> {
                    writerFailed.countDown();
                    throw new IOException("the far half has closed");
                },
                closed::countDown);
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        OutgoingSession session = new OutgoingSession(LINK, wire, gate);
        Thread reader = LineThreads.channel("answers", session::readAnswers);
        LinkException fault = assertThrows(LinkException.class, () -> session.send(TestBatch.of(LINK, 1, 100)));
        assertTrue(closed.await(TestLines.WAIT.toSeconds(), TimeUnit.SECONDS), "the channel is closed");
        reader.interrupt();
        reader.join(TestLines.WAIT.toMillis());
        return fault;
    }

    private boolean slept;

    private void awaitFailedWriter(long lateMs) throws IOException {
        if (slept) {
            return;
        }
        try {
            writerFailed.await();
            TimeUnit.MILLISECONDS.sleep(lateMs);
            slept = true;
        } catch (InterruptedException e) {
            InterruptedIOException interrupted = new InterruptedIOException("nobody waits any more");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
