package io.renkei.steps.internal;

import io.renkei.api.Backoff;
import io.renkei.api.FencedException;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.PermanentLinkException;
import io.renkei.steps.Leg;
import io.renkei.steps.Legs;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one leg of a centre half: work, and on a fault either wait and try again (for ever, bounded back-off) or
 * stop and say why. The one place at the centre that decides on retry.
 */
final class LegLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LegLoop.class);

    /** One stretch of work. */
    interface Work {
        /**
         * Works until {@link LegLoop#stopping()} or a fault.
         *
         * @throws LinkException the fault
         */
        void run(Runnable established);

        /** Lets go of what a fault left in an unknown state. */
        void recover();
    }

    private final LinkId link;
    private final Leg leg;
    private final Legs legs;
    private final Work work;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    LegLoop(LinkId link, Leg leg, Legs legs, Work work) {
        this.link = link;
        this.leg = leg;
        this.legs = legs;
        this.work = work;
    }

    boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Asks for the end after the batch in hand; {@link #awaitEnd} waits for it. */
    void stop() {
        stop.countDown();
    }

    /** Whether the loop ended within the time. */
    boolean awaitEnd(Duration maxWait) {
        try {
            return ended.await(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void run() {
        Backoff backoff = new Backoff();
        try {
            boolean again = true;
            while (again && !stopping()) {
                again = attempt(backoff);
            }
        } finally {
            ended.countDown();
        }
    }

    private boolean attempt(Backoff backoff) {
        try {
            work.run(() -> {
                backoff.reset();
                legs.set(leg, new LinkState.Running(Instant.now()));
            });
            return true;
        } catch (RuntimeException e) {
            work.recover();
            if (stopping()) {
                return false;
            }
            return decide(Exchanges.asFault(e, link), backoff);
        }
    }

    private boolean decide(LinkException fault, Backoff backoff) {
        Instant now = Instant.now();
        if (fault instanceof FencedException fenced) {
            LOG.error("{} fenced: {}", link, fault.detail());
            legs.set(leg, new LinkState.Fenced(now, fault.detail(), fenced.targetEpoch()));
            return false;
        }
        if (fault instanceof PermanentLinkException) {
            LOG.error("{} stopped: {} {}", link, fault.code().number(), fault.detail(), fault);
            legs.set(leg, new LinkState.Failed(now, fault.code(), fault.detail()));
            return false;
        }
        Duration wait = backoff.next();
        LOG.warn(
                "{} {} tries again in {} ms, attempt={}: {} {}",
                link,
                leg,
                wait.toMillis(),
                backoff.attempt(),
                fault.code().number(),
                fault.detail());
        LOG.debug("{} cause", link, fault);
        legs.set(leg, new LinkState.Retrying(now, fault.code(), fault.detail(), backoff.attempt(), now.plus(wait)));
        try {
            return !stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
