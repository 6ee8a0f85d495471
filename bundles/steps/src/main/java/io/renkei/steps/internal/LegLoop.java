package io.renkei.steps.internal;

import io.renkei.api.FencedException;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.PermanentLinkException;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Faults;
import io.renkei.steps.Leg;
import io.renkei.steps.Legs;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one leg of a centre half: work, and on a fault either wait and try again (for ever, bounded back-off) or
 * stop and say why. The one place at the centre that decides on retry.
 */
final class LegLoop implements Runnable, CentreHalf.Worker {
    private static final Logger LOG = LoggerFactory.getLogger(LegLoop.class);

    /** A leg with nothing left to carry has healed when it was connected for as long as the longest wait. */
    private static final Duration HEALED_AFTER = Duration.ofSeconds(30);

    /** So soon a leg with nothing to carry is shown as running. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    /** What comes, and {@link Work#wakeUp}, end a wait at once; each end of one costs a wake-up a link. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** One stretch of work. */
    interface Work {
        /**
         * Works until {@link LegLoop#stopping()} or a fault; tells the loop how it goes.
         *
         * @throws LinkException the fault
         */
        void run(LegLoop loop);

        /** Lets go of what a fault left in an unknown state. */
        void recover();

        /** Ends a wait in {@link #run} early, so that a stop is quick. */
        void wakeUp();
    }

    private final LinkId link;
    private final Leg leg;
    private final Legs legs;
    private final Work work;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Tries tries = new Tries();

    /** The thread while it connects: nothing is in hand, so a stop need not wait for the far side. */
    private @Nullable Thread connecting;

    private boolean trying;
    private boolean shown;
    private long connectedAtNs;

    LegLoop(LinkId link, Leg leg, Legs legs, Work work) {
        this.link = link;
        this.leg = leg;
        this.legs = legs;
        this.work = work;
    }

    boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Connected: from here on work can be done. */
    synchronized void established() {
        connecting = null;
        connectedAtNs = System.nanoTime();
        if (tries.connected()) {
            show();
        }
    }

    /** The base copy begins; {@link #carried} ends it. */
    synchronized void loading() {
        shown = false;
        legs.set(leg, new LinkState.Loading(Instant.now()));
    }

    /** A batch came through. A confirmation that comes after the try has failed is not shown any more. */
    synchronized void carried() {
        if (trying) {
            tries.carried();
            show();
        }
    }

    /** Nothing is left to carry. */
    synchronized void caughtUp() {
        show();
        if (System.nanoTime() - connectedAtNs > HEALED_AFTER.toNanos()) {
            tries.carried();
        }
    }

    /** How long work may wait at a time before it says again that nothing is left to carry. */
    synchronized Duration patience() {
        return shown ? WAIT : FIRST_WAIT;
    }

    private void show() {
        if (!shown) {
            shown = true;
            legs.set(leg, new LinkState.Running(Instant.now()));
        }
    }

    @Override
    public Leg leg() {
        return leg;
    }

    @Override
    public void stop() {
        stop.countDown();
        work.wakeUp();
        interruptConnecting();
    }

    private synchronized void interruptConnecting() {
        if (connecting != null) {
            connecting.interrupt();
        }
    }

    @Override
    public void breakOff() {
        Throwable thrown = Faults.thrownBy(work::recover);
        if (thrown != null) {
            LOG.warn("{} {} could not be broken off cleanly", link, leg, thrown);
        }
    }

    @Override
    public boolean awaitEnd(Duration maxWait) {
        try {
            return ended.await(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void run() {
        try {
            boolean again = true;
            while (again && !stopping()) {
                again = attempt();
            }
        } finally {
            ended.countDown();
        }
    }

    private boolean attempt() {
        // an interrupt that a kind's code left behind must not end the thread: only stop() does
        boolean unused = Thread.interrupted();
        begin();
        Throwable thrown = Faults.thrownBy(() -> work.run(this));
        end();
        if (thrown == null) {
            return true;
        }
        breakOff();
        return !stopping() && decide(Faults.of(thrown, link));
    }

    private synchronized void begin() {
        trying = true;
        shown = false;
        connecting = stopping() ? null : Thread.currentThread();
    }

    private synchronized void end() {
        connecting = null;
    }

    private boolean decide(LinkException fault) {
        Instant now = Instant.now();
        if (fault instanceof FencedException fenced) {
            LOG.error("{} fenced: {}", link, fault.detail());
            giveUp(new LinkState.Fenced(now, fault.detail(), fenced.targetEpoch()));
            return false;
        }
        if (fault instanceof PermanentLinkException) {
            LOG.error("{} stopped: {} {}", link, fault.code().number(), fault.detail(), fault);
            giveUp(new LinkState.Failed(now, fault.code(), fault.detail()));
            return false;
        }
        LinkState.Retrying retrying = failed(fault, now);
        Duration wait = Duration.between(now, retrying.nextTry());
        LOG.warn(
                "{} {} tries again in {} ms, attempt={}: {} {}",
                link,
                leg,
                wait.toMillis(),
                retrying.attempt(),
                fault.code().number(),
                fault.detail());
        LOG.debug("{} cause", link, fault);
        return !stopped(wait);
    }

    private synchronized void giveUp(LinkState state) {
        trying = false;
        legs.set(leg, state);
    }

    private synchronized LinkState.Retrying failed(LinkException fault, Instant now) {
        trying = false;
        LinkState.Retrying retrying = tries.failed(fault, now);
        legs.set(leg, retrying);
        return retrying;
    }

    private boolean stopped(Duration maxWait) {
        try {
            return stop.await(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody ends a leg this way, see attempt()
            LOG.debug("{} {} was woken early", link, leg, e);
            return stopping();
        }
    }
}
