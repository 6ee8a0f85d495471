package io.renkei.steps;

import io.renkei.api.ApplyTarget;
import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LineReceiver;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkKind;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkState;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.ReceiverHandler;
import io.renkei.api.TransientLinkException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the site's half of a link holds, whatever route drives it: the receiving end of the line and the target. A batch
 * that comes while the route is being swapped waits for the new route.
 */
public final class SiteHalf implements AutoCloseable {
    /** A route is swapped in well under a second; a batch that finds none for this long is sent back. */
    private static final Duration ROUTE_MAX = Duration.ofSeconds(10);

    /** What a route does with a batch; returns when it is committed. */
    public interface BatchRoute {
        /**
         * @throws LinkException if nothing of it was applied
         */
        void apply(NumberedBatch batch);
    }

    private final LinkKind kind;
    private final LinkContext context;
    private final LineReceiver line;
    private final Legs legs;
    private @Nullable ApplyTarget target;

    /** Held while a batch is on its way, so that taking a route away waits for the batch in hand. */
    private final Object routeMonitor = new Object();

    private @Nullable BatchRoute route;

    public SiteHalf(LinkKind kind, LinkContext context, LineReceiver line) {
        this.kind = kind;
        this.context = context;
        this.line = line;
        this.legs = new Legs(context.reporter(), Leg.APPLY);
    }

    /** Begins to answer the centre; called once, after the link's routes are there. */
    public void serve() {
        line.serve(new Handler());
    }

    /** The link's context. */
    public LinkContext context() {
        return context;
    }

    /** State of apply. */
    public Legs legs() {
        return legs;
    }

    /** The target; made if there is none. */
    public synchronized ApplyTarget target() {
        ApplyTarget open = target;
        if (open == null) {
            open = kind.target(context);
            target = open;
        }
        return open;
    }

    /** From now on batches take this route; null: they wait for the next one. Returns when no batch is in hand. */
    public void route(@Nullable BatchRoute next) {
        synchronized (routeMonitor) {
            route = next;
            routeMonitor.notifyAll();
        }
    }

    /** Ends the session and lets go of the target: after a pause, before a stop. */
    public void disconnect() {
        line.reset(new TransientLinkException(context.id(), ErrorCode.LINK_NOT_RUNNING, "the site's half is stopped"));
        dropTarget();
    }

    @Override
    public void close() {
        line.close();
        dropTarget();
    }

    private void dropTarget() {
        ApplyTarget open;
        synchronized (this) {
            open = target;
            target = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /** Called under the monitor. */
    private BatchRoute awaitRoute() {
        long deadline = System.nanoTime() + ROUTE_MAX.toNanos();
        while (true) {
            BatchRoute current = route;
            if (current != null) {
                return current;
            }
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new TransientLinkException(
                        context.id(), ErrorCode.LINK_NOT_RUNNING, "the site's half is paused or has no route");
            }
            try {
                routeMonitor.wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientLinkException(context.id(), ErrorCode.LINK_NOT_RUNNING, "interrupted", e);
            }
        }
    }

    /** A fault of the target: shown here, told to the sender, who decides when to try again. */
    private void report(LinkException fault) {
        Instant now = Instant.now();
        if (fault instanceof PermanentLinkException) {
            legs.set(Leg.APPLY, new LinkState.Failed(now, fault.code(), fault.detail()));
        } else if (fault instanceof FencedException) {
            // the target belongs to somebody else, who may well be served by this very half
            return;
        } else {
            legs.set(Leg.APPLY, new LinkState.Retrying(now, fault.code(), fault.detail(), 1, now));
        }
    }

    private final class Handler implements ReceiverHandler {
        @Override
        public Checkpoint hello(Hello hello) {
            synchronized (routeMonitor) {
                awaitRoute();
            }
            // a target that failed is never used again: its connections are in an unknown state
            dropTarget();
            try {
                Checkpoint checkpoint = target().claim(hello);
                legs.set(Leg.APPLY, new LinkState.Running(Instant.now()));
                return checkpoint;
            } catch (LinkException e) {
                dropTarget();
                report(e);
                throw e;
            }
        }

        @Override
        public void batch(NumberedBatch batch) {
            try {
                synchronized (routeMonitor) {
                    awaitRoute().apply(batch);
                }
            } catch (LinkException e) {
                dropTarget();
                report(e);
                throw e;
            }
        }

        @Override
        public byte[] control(String name, byte[] request) {
            return target().control(name, request);
        }

        @Override
        public LinkProbe probe() {
            LinkProbe answer = target().probe();
            // answered by the target itself: it has crossed the whole link, and this half is as alive as the centre
            // sees it
            context.reporter().probed(answer);
            return answer;
        }
    }
}
