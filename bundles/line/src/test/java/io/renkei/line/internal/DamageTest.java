package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Encoding;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import io.renkei.journal.FrameCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that turns on the way costs a channel, never data and never a person: the journal still holds the batch. */
class DamageTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final int DAMAGES = 12;

    @TempDir
    private Path home;

    private final Random random = new Random(17);
    private final AtomicLong flipAfter = new AtomicLong(Long.MAX_VALUE);

    @Test
    void aBatchDamagedOnTheWayIsSentAgainWhicheverBitItWas() throws Exception {
        Offers offers = new Offers();
        SenderEnd sender = new SenderEnd(LINK, false, offers, () -> null, () -> {});
        RecordingHandler target = new RecordingHandler(LINK);
        try (LineThreads threads = new LineThreads();
                ReceiverEnd receiver = new ReceiverEnd(LINK, link -> damaged(offers, threads), () -> {})) {
            receiver.serve(target);
            for (int damage = 0; damage < DAMAGES; damage++) {
                flipAfter.set(random.nextInt(9_000));
                while (flipAfter.get() != Long.MAX_VALUE) {
                    sendThree(sender);
                }
            }
            long before = target.applied();
            sendThree(sender);
            assertEquals(before + 3, target.applied());
            assertEquals(target.applied(), target.batches());
        }
    }

    private void sendThree(SenderEnd sender) throws Exception {
        try (SenderSession session = sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT)) {
            long first = session.resumeAt().batchSeq() + 1;
            for (long seq = first; seq < first + 3; seq++) {
                session.send(TestBatch.of(LINK, seq, 2_500))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
            }
        } catch (LinkException e) {
            assertInstanceOf(TransientLinkException.class, e);
        } catch (ExecutionException e) {
            assertInstanceOf(TransientLinkException.class, e.getCause());
        }
    }

    /** A data channel in memory that turns one bit of what the sender says, when it is time. */
    private Wire damaged(Offers offers, LineThreads threads) {
        Pipe there = new Pipe();
        Pipe back = new Pipe();
        Runnable close = () -> {
            there.close();
            back.close();
        };
        OutputStream flipping = new FilterOutputStream(back.out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                byte[] copy = bytes.clone();
                if (flipAfter.get() != Long.MAX_VALUE && flipAfter.addAndGet(-length) <= 0) {
                    flipAfter.set(Long.MAX_VALUE);
                    copy[offset + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                }
                out.write(copy, offset, length);
            }
        };
        Wire sending = new Wire(there.in, flipping, wanted -> wanted, close::run);
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        LineThreads.channel("damaged", () -> Ends.serve("test", sending, offers, link -> true, gate, threads));
        return new Wire(back.in, there.out, wanted -> wanted, close::run);
    }

    /** Over SSH the connection itself notices. */
    @Test
    void aBitThatTurnsInTheNetworkIsHealedByANewConnection() throws Exception {
        try (TestLines lines = new TestLines(home);
                CentreLine centre = lines.centre(Map.of());
                TestProxy proxy = new TestProxy(centre.port())) {
            RecordingHandler target = new RecordingHandler(LINK);
            lines.site(centre, "13", proxy.port()).receiver(LINK).serve(target);
            SenderEnd sender = (SenderEnd) centre.sender(LINK, false);
            sendThree(sender);
            for (int damage = 0; damage < 3; damage++) {
                proxy.flipAfter(random.nextInt(5_000));
                while (proxy.willFlip()) {
                    sendThree(sender);
                }
            }
            long before = target.applied();
            while (target.applied() < before + 3) {
                sendThree(sender);
            }
            assertEquals(target.applied(), target.batches());
        }
    }

    /** What came as it was sent and still can't be read was wrong before: sending it again would change nothing. */
    @Test
    void aFrameThatWasWrongInTheJournalNeedsAPerson() throws Exception {
        Frame wrong = new Frame(FrameType.DATA, Encoding.ZSTD, 500, ByteBuffer.allocate(40));
        LinkException fault = assertThrows(LinkException.class, () -> read(sent(wrong)));
        assertInstanceOf(PermanentLinkException.class, fault);
        assertEquals(ErrorCode.PROTOCOL, fault.code());
        byte[] damaged = sent(Frame.raw(FrameType.DATA, ByteBuffer.allocate(500)));
        damaged[300] ^= 1;
        LinkException heals = assertThrows(LinkException.class, () -> read(damaged));
        assertInstanceOf(TransientLinkException.class, heals);
        assertTrue(heals.detail().contains("damaged on the way"), heals.detail());
    }

    private static byte[] sent(Frame frame) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Wire writing = new Wire(new ByteArrayInputStream(new byte[0]), stream, wanted -> wanted, () -> {});
        writing.frame(frame);
        writing.send(MessageType.BATCH_END, out -> {});
        return stream.toByteArray();
    }

    private static void read(byte[] bytes) throws IOException {
        Wire reading =
                new Wire(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream(), wanted -> wanted, () -> {});
        TestBatch sample = TestBatch.of(LINK, 4, 10);
        Codec.BatchHeader header = new Codec.BatchHeader(sample.head(), sample.epoch(), 4, sample.end(), 10);
        try (FrameCodec codec = new FrameCodec()) {
            IncomingBatch batch = new IncomingBatch(reading, header, codec);
            while (batch.next() != null) {
                assertEquals(4, batch.seq());
            }
        }
    }
}
