package io.renkei.steps;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Barriers;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands barriers to the source and tells who waits when their batch was confirmed by the target. A barrier that is lost
 * with its source is cut again in the next one, for as long as the caller waits.
 */
final class BarrierDesk implements Barriers {
    private static final int WAITING_MAX = 64;

    /** How often a waiting caller looks whether its source is still the link's. */
    private static final long LOOK_EVERY_MS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(BarrierDesk.class);

    private final LinkId link;
    private final Supplier<@Nullable CaptureSource> source;
    private final Map<String, CompletableFuture<Position>> waiting = new ConcurrentHashMap<>();

    BarrierDesk(LinkId link, Supplier<@Nullable CaptureSource> source) {
        this.link = link;
        this.source = source;
    }

    @Override
    public Passed cut(boolean snapshot, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        while (System.nanoTime() - deadline < 0) {
            String id = UUID.randomUUID().toString();
            Position position = throughThisSource(id, snapshot, deadline);
            if (position != null) {
                return new Passed(id, position);
            }
        }
        throw new TransientLinkException(
                link, ErrorCode.WAIT_TIMED_OUT, "not applied within " + maxWait.toSeconds() + " s");
    }

    /** Where the barrier was passed; null: not in time, or the source (none yet, perhaps) is not the link's any more. */
    private @Nullable Position throughThisSource(String id, boolean snapshot, long deadline) {
        if (waiting.size() >= WAITING_MAX) {
            throw new TransientLinkException(
                    link, ErrorCode.LINK_NOT_RUNNING, WAITING_MAX + " barriers are waiting already");
        }
        CompletableFuture<Position> passed = new CompletableFuture<>();
        waiting.put(id, passed);
        try {
            CaptureSource current = source.get();
            boolean lost = current != null && !asked(current, id, snapshot);
            return lost ? null : awaitPassed(current, passed, deadline);
        } finally {
            waiting.remove(id);
        }
    }

    /** Whether the source took the barrier; false: it was closed meanwhile. */
    private boolean asked(CaptureSource current, String id, boolean snapshot) {
        try {
            current.cut(new BarrierRequest(id, snapshot));
            return true;
        } catch (LinkException e) {
            if (source.get() == current) {
                throw e;
            }
            return false;
        }
    }

    private @Nullable Position awaitPassed(
            @Nullable CaptureSource current, CompletableFuture<Position> passed, long deadline) {
        while (source.get() == current && System.nanoTime() - deadline < 0) {
            try {
                return passed.get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.trace("{} waits on", link, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientLinkException(link, ErrorCode.WAIT_TIMED_OUT, "the wait was interrupted", e);
            } catch (ExecutionException e) {
                throw new TransientLinkException(link, ErrorCode.INTERNAL, "a barrier failed", e);
            }
        }
        return null;
    }

    /** The batch of this barrier is confirmed; one that nobody waits for (asked before a restart) is passed over. */
    void passed(String id, Position position) {
        CompletableFuture<Position> future = waiting.get(id);
        if (future != null) {
            future.complete(position);
        }
    }
}
