package io.renkei.steps;

import io.renkei.api.Barriers;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.FarSide;
import io.renkei.api.Frame;
import io.renkei.api.FrameSource;
import io.renkei.api.Hello;
import io.renkei.api.Journal;
import io.renkei.api.LineSender;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.LinkProbe;
import io.renkei.api.Position;
import io.renkei.api.SenderSession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the centre's half of a link holds, whatever route drives it: journal, line, source and session. Source and session
 * stay open while routes are swapped; {@link #disconnect} lets go of them.
 */
public final class CentreHalf implements AutoCloseable {
    /** A hello waits for the target's database too, whose log-in may take some seconds after its restart. */
    private static final Duration HELLO_MAX = Duration.ofSeconds(15);

    private final LinkKind kind;
    private final Journal journal;
    private final LineSender line;
    private final BarrierDesk barriers;
    private @Nullable LinkContext context;
    private @Nullable Legs legs;
    private @Nullable CaptureSource source;
    private @Nullable SenderSession session;
    private Position confirmed = Position.START;

    /**
     * The half without its context, which needs {@link #barriers} and {@link #farSide} of it.
     */
    public CentreHalf(LinkKind kind, Journal journal, LineSender line, LinkId link) {
        this.kind = kind;
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

    /** A heartbeat through the whole link, told to the reporter. */
    public void probe(Duration maxWait) {
        LinkProbe answer = line.probe(maxWait);
        context().reporter().probed(answer);
    }

    /** The open source; opens one at the journal's end if there is none. */
    public CaptureSource source() {
        CaptureSource open = currentSource();
        if (open != null) {
            return open;
        }
        CaptureSource fresh = kind.source(context());
        try {
            fresh.open(journal.end());
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
        synchronized (this) {
            source = fresh;
        }
        return fresh;
    }

    /** Closes the source; the next {@link #source} makes a new one. */
    public void dropSource() {
        CaptureSource open;
        synchronized (this) {
            open = source;
            source = null;
        }
        if (open != null) {
            open.close();
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
        }
        return fresh;
    }

    /** Where reading goes on in this session: the target's checkpoint at its hello, or what was confirmed since. */
    public synchronized Position sendFrom() {
        return confirmed;
    }

    /** Ends the session; the next {@link #session} says hello again. */
    public void dropSession() {
        SenderSession open;
        synchronized (this) {
            open = session;
            session = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /** The target has confirmed the batch: journal, figures and whoever waits for a barrier are told. */
    public void confirmed(BatchHead head, BatchEnd end, long wireBytes) {
        synchronized (this) {
            confirmed = end.to();
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

    /** Ends everything the half holds, its channel and journal too. */
    @Override
    public void close() {
        disconnect();
        line.close();
        journal.close();
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
