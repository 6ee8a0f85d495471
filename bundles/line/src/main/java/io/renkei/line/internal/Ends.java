package io.renkei.line.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all lines do with the ends of links: one per link, found by link, served on the channels that come. */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    private static final Duration FIRST_MAX = Duration.ofSeconds(5);

    private Ends() {}

    static <T> T add(Map<LinkId, T> ends, LinkId link, T end) {
        if (ends.putIfAbsent(link, end) != null) {
            throw new IllegalStateException(link + " has this end on this node already");
        }
        return end;
    }

    /** The answer of a link's receiving end. */
    static byte[] answer(Map<LinkId, ReceiverEnd> receivers, LinkId link, String name, byte[] request) {
        ReceiverEnd end = receivers.get(link);
        if (end == null) {
            throw new TransientLinkException(link, ErrorCode.LINK_NOT_RUNNING, "the site's half is not there");
        }
        return end.answer(name, request);
    }

    /** For an end that only asks. */
    static ControlHub.Answerer noAnswers() {
        return (link, name, request) -> {
            throw new PermanentLinkException(link, ErrorCode.CONTROL_FAILED, "the centre answers no '" + name + "'");
        };
    }

    /**
     * Serves a data channel that a site opened: its first message says for which link.
     *
     * @param peer for the log
     * @param offers where it waits for the link's sending end
     * @param mayOpen links that this peer may receive
     */
    static void serve(
            String peer, Wire wire, Offers offers, Predicate<LinkId> mayOpen, Gate gate, LineThreads threads) {
        try (wire) {
            Wire.Message first = first(wire, threads, MessageType.OPEN);
            LinkId link = opened(first);
            if (!mayOpen.test(link)) {
                throw new ProtocolException("the peer may not receive " + link);
            }
            offers.serve(link, wire, gate);
        } catch (ProtocolException e) {
            LOG.warn("{} {}: {}", peer, ErrorCode.PROTOCOL.number(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("a data channel ended before it was opened", e);
        }
    }

    /**
     * For which link a data channel is.
     *
     * @param first its first message
     * @throws ProtocolException if that is none, or of a release too far away
     */
    static LinkId opened(Wire.Message first) throws ProtocolException {
        return Codec.read(first.payload(), in -> {
            Versions.read(in);
            return LinkId.parse(Codec.readText(in));
        });
    }

    /**
     * The first message of a channel, which a peer that has opened it sends at once.
     *
     * @throws ProtocolException if it is another, or none
     */
    static Wire.Message first(Wire wire, LineThreads threads, MessageType expected) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> closing = threads.after(FIRST_MAX, () -> {
            late.set(true);
            close(wire);
        });
        try {
            Wire.Message message = wire.read();
            if (message.type() != expected) {
                throw new ProtocolException(message.type() + " as first message, not " + expected);
            }
            return message;
        } catch (EOFException e) {
            throw late.get() ? new ProtocolException("no message in " + FIRST_MAX.toSeconds() + " s") : e;
        } finally {
            closing.cancel(false);
        }
    }

    /** Waits, not long, until the peer has closed. */
    static void awaitClose(Wire wire, LineThreads threads) throws IOException {
        ScheduledFuture<?> closing = threads.after(FIRST_MAX, () -> close(wire));
        try {
            wire.read();
            throw new ProtocolException("a message after the last");
        } catch (EOFException e) {
            LOG.debug("closed", e);
        } finally {
            closing.cancel(false);
        }
    }

    static void close(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("closing failed", e);
        }
    }
}
