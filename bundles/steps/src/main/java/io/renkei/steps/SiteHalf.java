package io.renkei.steps;

import io.renkei.api.ApplyTarget;
import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.ItemStatistics;
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
import io.renkei.steps.internal.Closing;
import io.renkei.steps.internal.Tries;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the site's half of a link holds, whatever route drives it: the receiving end of the line and the target. A batch
 * that comes while the route is being swapped waits for the new route.
 */
public final class SiteHalf implements AutoCloseable {
    /** A route is swapped in well under a second; a batch that finds none for this long is sent back. */
    private static final Duration ROUTE_MAX = Duration.ofSeconds(10);

    /** Only a batch that hangs in an older route keeps the lock for longer; nobody waits for the new one then. */
    private static final Duration ROUTE_SIGNAL_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SiteHalf.class);

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
    private final DrainLimits limits;
    private final Supplier<ItemStatistics> statistics;
    private final Legs legs;
    private final Tries tries = new Tries();
    private @Nullable ApplyTarget target;

    /** Held while a batch is on its way, so that taking a route away waits for the batch in hand. */
    private final ReentrantLock inHand = new ReentrantLock();

    private final Condition routeCame = inHand.newCondition();
    private volatile @Nullable BatchRoute route;

    /**
     * Not served yet.
     *
     * @param statistics what this half has counted
     */
    public SiteHalf(
            LinkKind kind,
            LinkContext context,
            LineReceiver line,
            DrainLimits limits,
            Supplier<ItemStatistics> statistics) {
        this.kind = kind;
        this.context = context;
        this.line = line;
        this.limits = limits;
        this.statistics = statistics;
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

    /** From now on batches take this route. */
    public void attach(BatchRoute next) {
        legs.routeStarted(Leg.APPLY);
        route = next;
        if (takes(ROUTE_SIGNAL_MAX)) {
            routeCame.signalAll();
            inHand.unlock();
        }
    }

    /** Batches' route ends; unless {@link #drain} took it away before, it was stopped behind the runtime's back. */
    public void stopped() {
        if (route != null) {
            drain();
            legs.routeStopped(Leg.APPLY);
            // the centre must not take an idle session for one that carries
            reset("the site's route was stopped");
        }
    }

    /**
     * From now on batches wait for the next route. Returns when no batch is in hand: one that takes too long is broken off
     * with its target; bounded by the {@link DrainLimits}.
     *
     * @return what hangs even now, for people; empty: nothing
     */
    public String drain() {
        route = null;
        if (!isIdle(limits.inHand())) {
            LOG.warn(
                    "{} the batch in hand is broken off after {} ms",
                    context.id(),
                    limits.inHand().toMillis());
            dropTarget();
        }
        return isIdle(limits.brokenOff()) ? "" : hangs();
    }

    /** What still hangs of a {@link #drain} that has broken it off, for people; empty: nothing. */
    public String hangs() {
        return isIdle(Duration.ZERO) ? "" : Leg.APPLY.toString();
    }

    private boolean isIdle(Duration maxWait) {
        boolean idle = takes(maxWait);
        if (idle) {
            inHand.unlock();
        }
        return idle;
    }

    /** Takes the lock that a batch in hand holds, if it comes free in time. */
    private boolean takes(Duration maxWait) {
        try {
            return inHand.tryLock(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the session and lets go of the target: after a pause, before a stop. */
    public void disconnect() {
        reset("the site's half is stopped");
        dropTarget();
    }

    private void reset(String why) {
        TransientLinkException cause = new TransientLinkException(context.id(), ErrorCode.LINK_NOT_RUNNING, why);
        Closing.within(limits.brokenOff(), context.id(), "the session", () -> line.reset(cause));
    }

    /** Ends everything the half holds, whatever of it fails or hangs. */
    @Override
    public void close() {
        Closing.within(limits.brokenOff(), context.id(), "the channel", line::close);
        dropTarget();
    }

    private void dropTarget() {
        ApplyTarget open;
        synchronized (this) {
            open = target;
            target = null;
        }
        if (open != null) {
            Closing.within(limits.brokenOff(), context.id(), "the target", open::close);
        }
    }

    /** Called under the lock. */
    private BatchRoute awaitRoute() {
        long leftNs = ROUTE_MAX.toNanos();
        while (true) {
            BatchRoute current = route;
            if (current != null) {
                return current;
            }
            if (leftNs <= 0) {
                throw new TransientLinkException(
                        context.id(), ErrorCode.LINK_NOT_RUNNING, "the site's half is paused or has no route");
            }
            try {
                leftNs = routeCame.awaitNanos(leftNs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientLinkException(context.id(), ErrorCode.LINK_NOT_RUNNING, "interrupted", e);
            }
        }
    }

    /** Whatever a target or a step throws: the target is in an unknown state then, and never used again. */
    private LinkException broken(Throwable cause) {
        LinkException fault = Faults.of(cause, context.id());
        dropTarget();
        if (route == null) {
            // broken off by drain(), or nobody is there to apply: the half's own state says so already
            return fault;
        }
        Instant now = Instant.now();
        if (fault instanceof PermanentLinkException) {
            legs.set(Leg.APPLY, new LinkState.Failed(now, fault.code(), fault.detail()));
        } else if (fault instanceof FencedException) {
            // the target belongs to somebody else, who may well be served by this very half
            LOG.debug("{} an older owner was turned away", context.id(), fault);
        } else {
            // the sender decides when to try again; it counts as this half does
            legs.set(Leg.APPLY, tries.failed(fault, now));
        }
        return fault;
    }

    /** Errors too become faults: they would end the thread that receives, and the half would look as if it ran. */
    private <T> T inTurn(Supplier<T> work) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        inHand.lock();
        try {
            Throwable thrown = Faults.thrownBy(() -> result.set(work.get()));
            if (thrown != null) {
                throw broken(thrown);
            }
            return Objects.requireNonNull(result.get());
        } finally {
            inHand.unlock();
        }
    }

    private void running() {
        legs.set(Leg.APPLY, new LinkState.Running(Instant.now()));
    }

    /** All calls but control and probe come from one thread. */
    private final class Handler implements ReceiverHandler {
        @Override
        public Checkpoint hello(Hello hello) {
            return inTurn(() -> {
                awaitRoute();
                // the target of the session before may hold what its far side never confirmed
                dropTarget();
                Checkpoint checkpoint = target().claim(hello);
                boolean nothingToCarry = checkpoint.position().compareTo(hello.journalEnd()) >= 0;
                if (tries.connected() || nothingToCarry) {
                    running();
                }
                return checkpoint;
            });
        }

        @Override
        public void batch(NumberedBatch batch) {
            inTurn(() -> {
                awaitRoute().apply(batch);
                tries.carried();
                running();
                return batch.end();
            });
        }

        @Override
        public byte[] control(String name, byte[] request) {
            // of the half itself: no target has to be there for it
            return name.equals(StatisticsCall.NAME)
                    ? StatisticsCall.encode(statistics.get())
                    : target().control(name, request);
        }

        @Override
        public LinkProbe probe() {
            ApplyTarget open;
            synchronized (SiteHalf.this) {
                open = target;
            }
            if (open == null) {
                // a heartbeat must not connect a half that is paused or waits for a hello
                throw new TransientLinkException(
                        context.id(), ErrorCode.LINK_NOT_RUNNING, "the site's half has no session");
            }
            LinkProbe answer = open.probe();
            // answered by the target itself: it has crossed the whole link, and this half is as alive as the centre
            // sees it
            context.reporter().probed(answer);
            return answer;
        }
    }
}
