package io.renkei.steps;

import io.renkei.api.Barriers;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.FarSide;
import io.renkei.api.Frame;
import io.renkei.api.FrameSource;
import io.renkei.api.Hello;
import io.renkei.api.Journal;
import io.renkei.api.LineSender;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import io.renkei.steps.internal.Closing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the centre's half of a link holds, whatever route drives it: journal, line, source and session. Source and session
 * stay open while routes are swapped; {@link #disconnect} lets go of them.
 */
public final class CentreHalf implements AutoCloseable {
    /** A hello waits for the target's database too, whose log-in may take some seconds after its restart. */
    private static final Duration HELLO_MAX = Duration.ofSeconds(15);

    /** A leg at work in this half. */
    public interface Worker {
        Leg leg();

        /** Asks for the end after the batch in hand. */
        void stop();

        /** Whether it ended within the time. */
        boolean awaitEnd(Duration maxWait);

        /** Lets go of what the leg holds, so that a call that hangs in it comes back. */
        void breakOff();
    }

    private final LinkKind kind;
    private final LinkId link;
    private final DrainLimits limits;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Set<Worker> hanging = ConcurrentHashMap.newKeySet();
    private final Journal journal;
    private final LineSender line;
    private final BarrierDesk barriers;
    private @Nullable LinkContext context;
    private @Nullable Legs legs;
    private @Nullable CaptureSource opening;
    private @Nullable CaptureSource source;
    private @Nullable SenderSession session;
    private Position confirmed = Position.START;

    /** Number of the batch last confirmed in this session; 0: none. */
    private long confirmedSeq;

    /**
     * The half without its context, which needs {@link #barriers} and {@link #farSide} of it.
     */
    public CentreHalf(LinkKind kind, Journal journal, LineSender line, LinkId link, DrainLimits limits) {
        this.kind = kind;
        this.link = link;
        this.limits = limits;
        this.journal = journal;
        this.line = line;
        this.barriers = new BarrierDesk(link, this::currentSource);
    }

    /** Binds the context; called once before any route starts. */
    public void bind(LinkContext bound) {
        context = bound;
        legs = new Legs(bound.reporter(), Leg.CAPTURE, Leg.SEND);
    }

    /** The link's context. */
    public LinkContext context() {
        return bound(context);
    }

    /** States of capture and send. */
    public Legs legs() {
        return bound(legs);
    }

    /** The link's journal. */
    public Journal journal() {
        return journal;
    }

    /** Barriers through this link. */
    public Barriers barriers() {
        return barriers;
    }

    /** Control calls to the site's half. */
    public FarSide farSide() {
        return line::call;
    }

    /** A heartbeat through the whole link; its answer is told to the reporter, and not waited for. */
    public CompletionStage<Void> probe(Duration maxWait) {
        return line.probe(maxWait).thenAccept(context().reporter()::probed);
    }

    /** A leg begins. */
    public void begin(Worker worker) {
        legs().routeStarted(worker.leg());
        workers.add(worker);
    }

    /** A route ends one of its legs; unless {@link #drain} did it before, it was stopped behind the runtime's back. */
    public void end(Worker worker) {
        if (workers.contains(worker)) {
            drain(List.of(worker));
            legs().routeStopped(worker.leg());
        }
    }

    /**
     * Ends all legs after the batch in hand, bounded by the {@link DrainLimits}.
     *
     * @return what hangs even now, for people; empty: nothing
     */
    public String drain() {
        return drain(List.copyOf(workers));
    }

    private String drain(List<Worker> all) {
        all.forEach(Worker::stop);
        List<Worker> left = stillAtWork(all, limits.inHand());
        // beside each other: a source that hangs must not keep the session from being let go
        left.forEach(
                worker -> Closing.within(limits.brokenOff(), link, worker.leg().toString(), worker::breakOff));
        left = stillAtWork(left, limits.brokenOff());
        workers.removeAll(all);
        hanging.addAll(left);
        return hangs();
    }

    /** What still hangs of a {@link #drain} that has broken it off, for people; empty: nothing. */
    public String hangs() {
        hanging.removeIf(worker -> worker.awaitEnd(Duration.ZERO));
        return hanging.stream().map(worker -> worker.leg().toString()).sorted().collect(Collectors.joining(" and "));
    }

    private static List<Worker> stillAtWork(List<Worker> all, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        return all.stream()
                .filter(worker -> !worker.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))))
                .toList();
    }

    /** The open source; opens one at the journal's end if there is none. */
    public CaptureSource source() {
        CaptureSource open = currentSource();
        if (open != null) {
            return open;
        }
        CaptureSource fresh = kind.source(context());
        // known before it is open: one that hangs or fails while it opens is closed by dropSource too
        synchronized (this) {
            opening = fresh;
        }
        fresh.open(journal.end());
        synchronized (this) {
            if (opening != fresh) {
                throw new TransientLinkException(
                        link, ErrorCode.LINK_NOT_RUNNING, "the source was closed as it opened");
            }
            opening = null;
            source = fresh;
        }
        return fresh;
    }

    /** A source that waits for something to come gives back that nothing came. */
    public void wakeSource() {
        CaptureSource open = currentSource();
        if (open != null) {
            open.wakeUp();
        }
    }

    /** Closes the source; the next {@link #source} makes a new one. */
    public void dropSource() {
        CaptureSource open;
        synchronized (this) {
            open = source == null ? opening : source;
            source = null;
            opening = null;
        }
        if (open != null) {
            Closing.within(limits.brokenOff(), link, "the source", open::close);
        }
    }

    /** The open session; says hello if there is none. */
    public SenderSession session() {
        SenderSession open;
        synchronized (this) {
            open = session;
        }
        if (open != null) {
            return open;
        }
        LinkContext bound = context();
        SenderSession fresh =
                line.connect(new Hello(bound.id(), journal.epoch(), bound.incarnation(), journal.end()), HELLO_MAX);
        synchronized (this) {
            session = fresh;
            confirmed = fresh.resumeAt().position();
            confirmedSeq = 0;
        }
        return fresh;
    }

    /** Where reading goes on in this session: the target's checkpoint at its hello, or what was confirmed since. */
    public synchronized Position sendFrom() {
        return confirmed;
    }

    /** Whether this session has confirmed it: a barrier begins where it ends, so it is found again at {@link #sendFrom}. */
    public synchronized boolean isConfirmed(NumberedBatch batch) {
        return batch.seq() <= confirmedSeq;
    }

    /** Ends the session; the next {@link #session} says hello again. */
    public void dropSession() {
        SenderSession open;
        synchronized (this) {
            open = session;
            session = null;
        }
        if (open != null) {
            Closing.within(limits.brokenOff(), link, "the session", open::close);
        }
    }

    /** The target has confirmed the batch: journal, figures and whoever waits for a barrier are told. */
    public void confirmed(long seq, BatchHead head, BatchEnd end, long wireBytes) {
        synchronized (this) {
            confirmed = end.to();
            confirmedSeq = seq;
        }
        journal.acknowledge(end.to());
        context().reporter().applied(end, wireBytes);
        if (head.type() == BatchType.BARRIER) {
            barriers.passed(head.label(), end.to());
        }
    }

    /** The payload a REFERENCE frame stands for. */
    public FrameSource payload(Frame reference) {
        return kind.payload(context(), reference);
    }

    /** Lets go of source and session: after a pause, before a stop. */
    public void disconnect() {
        dropSource();
        dropSession();
    }

    /** Ends everything the half holds, its channel and journal too, whatever of it fails or hangs. */
    @Override
    public void close() {
        disconnect();
        Closing.within(limits.brokenOff(), link, "the channel", line::close);
        Closing.within(limits.brokenOff(), link, "the journal", journal::close);
    }

    private synchronized @Nullable CaptureSource currentSource() {
        return source;
    }

    private static <T> T bound(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the half is not bound to its context yet");
        }
        return value;
    }
}
