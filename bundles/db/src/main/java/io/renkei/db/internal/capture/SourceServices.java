package io.renkei.db.internal.capture;

import io.renkei.api.Backoff;
import io.renkei.api.BarrierRequest;
import io.renkei.api.CaptureSource;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.db.internal.wire.Lsn;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sources of all links of a node share: few threads for feedback and heartbeats, and the snapshots of barriers. */
public final class SourceServices implements AutoCloseable {
    /**
     * So long nobody ends a session before it may move its slot. A newer owner that was cut off for a moment comes back within
     * the longest back-off and still needs what an older one, as a node that was frozen and goes on, would let the slot forget.
     */
    static final Duration SLOT_STANDING = Backoff.LONGEST.plusSeconds(15);

    /** Feedback only writes 39 bytes to a socket; two, so that one stuck connection delays nobody. */
    private static final int FEEDBACK_THREADS = 2;

    /** A server that does not answer holds one for up to 10 s. */
    private static final int HEARTBEAT_THREADS = 4;

    private static final long EXPIRE_SECONDS = 10;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Duration slotStanding;
    private final ScheduledThreadPoolExecutor feedback = timer("renkei-db-feedback", FEEDBACK_THREADS);
    private final ScheduledThreadPoolExecutor beats = timer("renkei-db-heartbeat", HEARTBEAT_THREADS);
    private final Heartbeats heartbeats = new Heartbeats(beats);
    private final Snapshots snapshots = new Snapshots();
    private final ScheduledFuture<?> expiry =
            feedback.scheduleWithFixedDelay(snapshots::expire, EXPIRE_SECONDS, EXPIRE_SECONDS, TimeUnit.SECONDS);

    /** With the standing time of the product. */
    public SourceServices() {
        this(SLOT_STANDING);
    }

    /** @param slotStanding how long a session reads its slot before it may move it */
    SourceServices(Duration slotStanding) {
        this.slotStanding = slotStanding;
    }

    private static ScheduledThreadPoolExecutor timer(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(threads, factory);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Runs a short task each second, all of them at the same moment: the processor is woken once for all links. */
    ScheduledFuture<?> everySecond(Runnable task) {
        long untilFull = SECOND_NANOS - Math.floorMod(System.nanoTime(), SECOND_NANOS);
        return feedback.scheduleAtFixedRate(task, untilFull, SECOND_NANOS, TimeUnit.NANOSECONDS);
    }

    Duration slotStanding() {
        return slotStanding;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** The session that shows the link's source as of a barrier with {@link BarrierRequest#snapshot()}; the caller closes it. */
    Connection takeSnapshot(LinkId link, String barrier) {
        return snapshots.take(link, barrier);
    }

    /** A position as the place in the write-ahead log that it is. */
    public static String describe(Position position) {
        return Lsn.text(position.order());
    }

    /** A new source of a link. */
    public CaptureSource source(LinkContext context) {
        return new DatabaseSource(context, this);
    }

    @Override
    public void close() {
        expiry.cancel(false);
        heartbeats.close();
        snapshots.close();
        beats.shutdownNow();
        feedback.shutdownNow();
    }
}
