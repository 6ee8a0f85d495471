package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A peer that talks is not asked whether it lives; one that says nothing is. */
class PingTest {
    private static final Duration TALK = Duration.ofSeconds(3);
    private static final long TALK_EVERY_MS = 100;

    @Test
    void onlyAPeerThatSaysNothingIsPinged() throws Exception {
        Wire[] wires = Pipe.pair();
        Wire peer = wires[1];
        BlockingQueue<MessageType> heard = new LinkedBlockingQueue<>();
        try (LineThreads threads = new LineThreads()) {
            ControlHub hub = ControlHub.open("peer", wires[0], Ends.noAnswers(), threads, System::nanoTime);
            LineThreads.channel("hub", () -> hub.run(() -> {}));
            LineThreads.channel("peer", () -> hear(peer, heard));
            peer.send(MessageType.OPEN, Versions.NEWEST::writeTo);
            assertEquals(MessageType.OPEN, heard.poll(10, TimeUnit.SECONDS));
            long end = System.nanoTime() + TALK.toNanos();
            while (System.nanoTime() < end) {
                peer.send(MessageType.PONG, out -> {});
                Thread.sleep(TALK_EVERY_MS);
            }
            assertFalse(heard.contains(MessageType.PING));
            assertEquals(MessageType.PING, heard.poll(10, TimeUnit.SECONDS));
        } finally {
            peer.close();
        }
    }

    private static void hear(Wire peer, BlockingQueue<MessageType> heard) {
        try {
            while (true) {
                heard.add(peer.read().type());
            }
        } catch (IOException e) {
            // the test has closed it
        }
    }
}
