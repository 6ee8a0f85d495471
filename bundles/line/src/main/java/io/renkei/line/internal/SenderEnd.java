package io.renkei.line.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.Hello;
import io.renkei.api.LineSender;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sending end of one link: takes the data channels that the site offers, one session on each. */
final class SenderEnd implements LineSender {
    private static final Logger LOG = LoggerFactory.getLogger(SenderEnd.class);

    /** Name of the heartbeat among control calls. */
    static final String PROBE = "line.probe";

    private final LinkId link;
    private final boolean bulk;
    private final Supplier<@Nullable ControlHub> hub;
    private final Runnable closed;
    private final Offers offers;
    private @Nullable OutgoingSession current;
    private volatile boolean ended;

    /**
     * @param offers channels that sites have opened
     * @param hub control channel to the link's site, null while there is none
     * @param closed told when this end is closed
     */
    SenderEnd(LinkId link, boolean bulk, Offers offers, Supplier<@Nullable ControlHub> hub, Runnable closed) {
        this.link = link;
        this.offers = offers;
        this.bulk = bulk;
        this.hub = hub;
        this.closed = closed;
    }

    @Override
    public SenderSession connect(Hello hello, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        OutgoingSession before;
        synchronized (this) {
            before = current;
            current = null;
        }
        if (before != null) {
            before.close();
        }
        OutgoingSession session = awaitOffer(deadline);
        session.greet(hello, bulk, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        synchronized (this) {
            current = session;
        }
        LOG.debug("{} session from {}", link, session.resumeAt());
        return session;
    }

    private OutgoingSession awaitOffer(long deadline) {
        try {
            OutgoingSession session = offers.take(link, deadline, () -> ended);
            if (session == null) {
                String why = hub.get() == null ? "the site is not connected" : "the site's half is not there";
                throw new TransientLinkException(link, ErrorCode.LINE_DOWN, why);
            }
            return session;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientLinkException(link, ErrorCode.LINE_DOWN, "interrupted", e);
        }
    }

    @Override
    public byte[] call(String name, byte[] request, Duration maxWait) {
        return connected().call(link, name, request, maxWait);
    }

    @Override
    public CompletionStage<LinkProbe> probe(Duration maxWait) {
        try {
            return connected().ask(link, PROBE, new byte[0], maxWait).thenApply(this::read);
        } catch (LinkException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private LinkProbe read(byte[] answer) {
        try {
            return Codec.read(ByteBuffer.wrap(answer), Codec::readProbe);
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.PROTOCOL, "the heartbeat's answer can't be read", e);
        }
    }

    private ControlHub connected() {
        ControlHub open = hub.get();
        if (open == null) {
            throw new TransientLinkException(link, ErrorCode.LINE_DOWN, "the site is not connected");
        }
        return open;
    }

    @Override
    public void close() {
        OutgoingSession open;
        synchronized (this) {
            ended = true;
            open = current;
            current = null;
        }
        offers.wakeUp();
        if (open != null) {
            open.close();
        }
        closed.run();
    }
}
