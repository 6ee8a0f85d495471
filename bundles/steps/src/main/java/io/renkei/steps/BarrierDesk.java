package io.renkei.steps;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Barriers;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands barriers to the source and tells who waits when their batch was confirmed by the target. */
final class BarrierDesk implements Barriers {
    private static final int WAITING_MAX = 64;

    private final LinkId link;
    private final Supplier<@Nullable CaptureSource> source;
    private final Map<String, CompletableFuture<Position>> waiting = new ConcurrentHashMap<>();

    BarrierDesk(LinkId link, Supplier<@Nullable CaptureSource> source) {
        this.link = link;
        this.source = source;
    }

    @Override
    public Passed cut(boolean snapshot, Duration maxWait) {
        CaptureSource current = source.get();
        if (current == null || waiting.size() >= WAITING_MAX) {
            throw new TransientLinkException(
                    link,
                    ErrorCode.LINK_NOT_RUNNING,
                    current == null ? "the source is not connected" : WAITING_MAX + " barriers are waiting already");
        }
        String id = UUID.randomUUID().toString();
        CompletableFuture<Position> passed = new CompletableFuture<>();
        waiting.put(id, passed);
        try {
            current.cut(new BarrierRequest(id, snapshot));
            return new Passed(id, passed.get(maxWait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new TransientLinkException(
                    link, ErrorCode.WAIT_TIMED_OUT, "not applied within " + maxWait.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientLinkException(link, ErrorCode.WAIT_TIMED_OUT, "the wait was interrupted", e);
        } catch (ExecutionException e) {
            throw new TransientLinkException(link, ErrorCode.INTERNAL, "a barrier failed", e);
        } finally {
            waiting.remove(id);
        }
    }

    /** The batch of this barrier is confirmed; one that nobody waits for (asked before a restart) is passed over. */
    void passed(String id, Position position) {
        CompletableFuture<Position> future = waiting.get(id);
        if (future != null) {
            future.complete(position);
        }
    }
}
