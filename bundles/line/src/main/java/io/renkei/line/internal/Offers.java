package io.renkei.line.internal;

import io.renkei.api.LinkId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Data channels that sites have opened and no session uses yet: for each link the newest. A channel may come before the
 * link's sending end is there, and waits for it: a site that opened it again and again would cost a starting centre with
 * 94 links half a processor.
 */
final class Offers {
    /** Guarded by this. */
    private final Map<LinkId, OutgoingSession> open = new HashMap<>();

    /** Offers a channel; returns when it has ended, used or not. The caller's thread is the channel's. */
    void serve(LinkId link, Wire wire, Gate gate) {
        OutgoingSession session = new OutgoingSession(link, wire, gate);
        OutgoingSession before;
        synchronized (this) {
            before = open.put(link, session);
            notifyAll();
        }
        if (before != null) {
            before.close();
        }
        try {
            session.readAnswers();
        } finally {
            synchronized (this) {
                open.remove(link, session);
            }
        }
    }

    /**
     * Takes the channel of a link; waits until there is one.
     *
     * @param deadline in the terms of {@link System#nanoTime}
     * @param ended whether nobody needs it any more; asked again after {@link #wakeUp}
     * @return null if there was none in time
     */
    synchronized @Nullable OutgoingSession take(LinkId link, long deadline, BooleanSupplier ended)
            throws InterruptedException {
        while (!ended.getAsBoolean()) {
            OutgoingSession session = open.remove(link);
            if (session != null) {
                return session;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return null;
    }

    /** Lets whoever waits look whether it is still needed. */
    synchronized void wakeUp() {
        notifyAll();
    }
}
