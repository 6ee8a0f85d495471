package io.renkei.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Barriers;
import io.renkei.api.Batch;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BarrierDeskTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicReference<@Nullable CaptureSource> source = new AtomicReference<>();
    private final BarrierDesk desk = new BarrierDesk(LINK, source::get);

    @Test
    void aBarrierLostWithItsSourceIsCutAgainInTheNext() throws Exception {
        Source first = new Source();
        source.set(first);
        CompletableFuture<Barriers.Passed> wait = CompletableFuture.supplyAsync(() -> desk.cut(true, LONG));
        String lost = first.asked();
        Source second = new Source();
        source.set(second);
        String again = second.asked();
        // the picture of the first source is gone: its barrier must not answer for the second
        assertNotEquals(lost, again);
        desk.passed(lost, Position.of(1));
        desk.passed(again, Position.of(2));
        assertEquals(new Barriers.Passed(again, Position.of(2)), wait.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aSourceThatClosesWhileItIsAskedIsNoFault() throws Exception {
        Source next = new Source();
        source.set(new Source() {
            @Override
            public void cut(BarrierRequest request) {
                source.set(next);
                throw new TransientLinkException(LINK, ErrorCode.LINK_NOT_RUNNING, "the source was closed");
            }
        });
        CompletableFuture<Barriers.Passed> wait = CompletableFuture.supplyAsync(() -> desk.cut(false, LONG));
        desk.passed(next.asked(), Position.of(3));
        assertEquals(Position.of(3), wait.get(10, TimeUnit.SECONDS).position());
    }

    @Test
    void aRefusalOfTheLinksSourceIsTold() {
        source.set(new Source() {
            @Override
            public void cut(BarrierRequest request) {
                throw new TransientLinkException(LINK, ErrorCode.LINK_NOT_RUNNING, "64 barriers are waiting already");
            }
        });
        LinkException refused = assertThrows(LinkException.class, () -> desk.cut(false, LONG));
        assertEquals("64 barriers are waiting already", refused.detail());
    }

    @Test
    void withoutASourceTheTimeRunsOut() {
        LinkException late = assertThrows(LinkException.class, () -> desk.cut(false, Duration.ofMillis(200)));
        assertEquals(ErrorCode.WAIT_TIMED_OUT, late.code());
    }

    /** Knows nothing but what it was asked for. */
    private static class Source implements CaptureSource {
        private final BlockingQueue<BarrierRequest> cuts = new LinkedBlockingQueue<>(8);

        String asked() throws InterruptedException {
            BarrierRequest request = cuts.poll(10, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("not asked within 10 s");
            }
            return request.id();
        }

        @Override
        public void cut(BarrierRequest request) {
            cuts.add(request);
        }

        @Override
        public void open(Position after) {}

        @Override
        public @Nullable Batch next(Duration maxWait) {
            return null;
        }

        @Override
        public void release(Position durable) {}

        @Override
        public void wakeUp() {}

        @Override
        public void close() {}
    }
}
