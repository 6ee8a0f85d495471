package io.renkei.db.internal.capture;

import io.renkei.api.BarrierRequest;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.TransientLinkException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Barriers asked for and not yet given. Asked for by any thread, given by the one that reads the stream. */
final class BarrierQueue {
    private static final int WAITING_MAX = 64;

    private final LinkId link;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean closed;

    /** A barrier; its place in the write-ahead log is known once {@code placed} is done. */
    record Waiting(BarrierRequest request, CompletableFuture<Long> placed) {
        private boolean due(long passed) {
            Long lsn = placed.isCompletedExceptionally() ? null : placed.getNow(null);
            return lsn != null && Long.compareUnsigned(lsn, passed) <= 0;
        }
    }

    BarrierQueue(LinkId link) {
        this.link = link;
    }

    /** Adds a barrier whose place is not known yet. */
    synchronized Waiting add(BarrierRequest request) {
        if (closed || waiting.size() >= WAITING_MAX) {
            throw new TransientLinkException(
                    link,
                    ErrorCode.LINK_NOT_RUNNING,
                    closed ? "the source was closed" : WAITING_MAX + " barriers are waiting already");
        }
        Waiting added = new Waiting(request, new CompletableFuture<>());
        waiting.add(added);
        return added;
    }

    synchronized void remove(Waiting barrier) {
        waiting.remove(barrier);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** A barrier that wants a snapshot made now, by the thread that reads. */
    synchronized @Nullable Waiting unplacedSnapshot() {
        for (Waiting each : waiting) {
            if (each.request().snapshot() && !each.placed().isDone()) {
                return each;
            }
        }
        return null;
    }

    /** Takes a barrier that everything committed before the given place lies behind of. */
    synchronized @Nullable Waiting takeDue(long passed) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting each = all.next();
            if (each.due(passed)) {
                all.remove();
                return each;
            }
        }
        return null;
    }

    /** Whether a batch may go on beyond the given place: no barrier lies before it. */
    synchronized boolean mayPass(long lsn) {
        return unplacedSnapshot() == null && waiting.stream().noneMatch(each -> each.due(lsn));
    }

    /** Nobody waits for ever: barriers that come to nothing fail. */
    synchronized void close(LinkException cause) {
        closed = true;
        waiting.forEach(each -> each.placed().completeExceptionally(cause));
        waiting.clear();
    }
}
