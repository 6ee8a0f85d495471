package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final int KIB = 1024;

    private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> waiting = new ArrayList<>();

    @Test
    void smallWorkGoesBeforeBulkThatCameFirst() throws Exception {
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        CountDownLatch open = closed(gate);
        queue(gate, "bulk 1", true);
        queue(gate, "bulk 2", true);
        queue(gate, "small 1", false);
        queue(gate, "small 2", false);
        open.countDown();
        joinAll();
        assertEquals(List.of("small 1", "small 2", "bulk 1", "bulk 2"), passed);
    }

    @Test
    void bulkIsNeverStoppedForGoodBySmallWork() throws Exception {
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        CountDownLatch open = closed(gate);
        queue(gate, "bulk", true);
        for (int i = 0; i < 40; i++) {
            queue(gate, "small", false);
        }
        open.countDown();
        joinAll();
        assertEquals(41, passed.size());
        assertTrue(passed.indexOf("bulk") <= 15, "bulk passed as number " + passed.indexOf("bulk"));
    }

    @Test
    void aWriteThatFailsLeavesTheGateToOthers() throws Exception {
        Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
        assertThrows(
                IOException.class,
                () -> gate.pass(1, false, () -> {
                    throw new IOException("cut");
                }));
        gate.pass(1, true, () -> passed.add("next"));
        assertEquals(List.of("next"), passed);
    }

    @Test
    void aWriterInterruptedWhileItWaitsForTheRateLeavesTheGateToOthers() throws Exception {
        SettableClock clock = new SettableClock("2026-07-06T08:00:00Z");
        Gate gate = new Gate(new RateSchedule("1KiB/s Mon 00:00-12:00", ZoneOffset.UTC), clock);
        gate.pass(60 * KIB, true, () -> passed.add("dear"));
        CompletableFuture<Throwable> fault = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                gate.pass(1, true, () -> passed.add("never"));
            } catch (IOException e) {
                fault.complete(e);
            }
        });
        writer.start();
        Await.that("the writer waits", () -> writer.getState() == Thread.State.TIMED_WAITING);
        writer.interrupt();
        assertInstanceOf(InterruptedIOException.class, fault.get(20, TimeUnit.SECONDS));
        clock.set("2026-07-06T13:00:00Z");
        gate.pass(1, true, () -> passed.add("next"));
        assertEquals(List.of("dear", "next"), passed);
    }

    @Test
    void bytesTakeTheTimeThatTheRateGivesThem() throws Exception {
        Gate gate = new Gate(new RateSchedule("1MiB/s", ZoneOffset.UTC), Clock.systemUTC());
        long start = System.nanoTime();
        for (int i = 0; i < 33; i++) {
            gate.pass(32 * KIB, i % 2 == 0, () -> {});
        }
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        // 1 MiB was paid for when the last of 33 pieces began; 50 ms may have been caught up
        assertTrue(tookMs >= 950, "1 MiB took " + tookMs + " ms");
        assertTrue(tookMs < 5000, "1 MiB took " + tookMs + " ms");
        assertEquals(33L * 32 * KIB, gate.sentBytes());
    }

    /** Keeps the gate taken until the latch is counted down. */
    private CountDownLatch closed(Gate gate) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        start(() -> gate.pass(1, false, () -> {
            inside.countDown();
            awaitQuietly(open);
        }));
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        return open;
    }

    private void queue(Gate gate, String name, boolean bulk) throws InterruptedException {
        Thread thread = start(() -> gate.pass(1, bulk, () -> passed.add(name)));
        Await.that(name + " waits", () -> thread.getState() == Thread.State.WAITING);
    }

    private Thread start(Gate.Piece body) {
        Thread thread = new Thread(() -> {
            try {
                body.write();
            } catch (IOException e) {
                passed.add(e.toString());
            }
        });
        thread.start();
        waiting.add(thread);
        return thread;
    }

    private void joinAll() throws InterruptedException {
        for (Thread thread : waiting) {
            thread.join(20_000);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now;

        SettableClock(String now) {
            this.now = Instant.parse(now);
        }

        void set(String time) {
            now = Instant.parse(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
