package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.renkei.api.LinkId;
import io.renkei.api.Position;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The only thread that opens a link's channel must outlive whatever is thrown at it. */
class ReceiverEndTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    private final AtomicInteger opens = new AtomicInteger();
    private final LineThreads threads = new LineThreads();
    private ReceiverEnd end;

    @AfterEach
    void close() {
        if (end != null) {
            end.close();
        }
        threads.close();
    }

    /** Seen with 47 sites at once when their centre restarted: five links were dead until their sites restarted. */
    @Test
    void aConnectionThatThrowsWhatItNeverDeclaredIsOpenedAgain() throws Exception {
        end = new ReceiverEnd(
                LINK,
                link -> {
                    switch (opens.incrementAndGet()) {
                        case 1 -> throw new IllegalStateException("the session is being closed");
                        case 2 -> throw new NoClassDefFoundError("a bundle is being updated");
                        case 3 -> throw new OutOfMemoryError("for a moment");
                        default -> throw new IOException("no connection");
                    }
                },
                () -> {});
        end.serve(new RecordingHandler(LINK));
        Await.that("the channel is opened again and again", () -> opens.get() >= 5);
    }

    @Test
    void aChannelWaitsForTheSendersEndInsteadOfBeingOpenedAgain() throws Exception {
        Offers offers = new Offers();
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        end = new ReceiverEnd(
                LINK,
                link -> {
                    opens.incrementAndGet();
                    Wire[] data = Pipe.pair();
                    LineThreads.channel(
                            "channel", () -> Ends.serve("test", data[1], offers, LINK::equals, gate, threads));
                    return data[0];
                },
                () -> {});
        end.serve(new RecordingHandler(LINK));
        Await.that("a channel is offered", () -> opens.get() == 1);
        assertFalse(new CountDownLatch(1).await(3, TimeUnit.SECONDS));
        try (SenderEnd sender = new SenderEnd(LINK, false, offers, () -> null, () -> {})) {
            assertEquals(
                    Position.START,
                    sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT)
                            .resumeAt()
                            .position());
        }
        assertEquals(1, opens.get());
    }

    @Test
    void aChannelThatHasEndedIsNotOffered() throws Exception {
        Offers offers = new Offers();
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        Wire[] data = Pipe.pair();
        Thread serving = LineThreads.channel("channel", () -> offers.serve(LINK, data[1], gate));
        data[0].close();
        serving.join(TestLines.WAIT.toMillis());
        assertNull(offers.take(LINK, System.nanoTime(), () -> false));
    }
}
