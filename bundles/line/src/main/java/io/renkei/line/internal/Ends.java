package io.renkei.line.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all lines do with the ends of links: one per link, found by link, served on the channels that come. */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

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
     * @param mayOpen links that this peer may receive
     */
    static void serve(Wire wire, Map<LinkId, SenderEnd> senders, Predicate<LinkId> mayOpen, Gate gate) {
        try (wire) {
            Wire.Message first = wire.read();
            if (first.type() != MessageType.OPEN) {
                throw new ProtocolException(first.type() + " as first message");
            }
            LinkId link = Codec.read(first.payload(), in -> {
                Versions.read(in);
                return LinkId.parse(Codec.readText(in));
            });
            if (!mayOpen.test(link)) {
                throw new ProtocolException("the peer may not receive " + link);
            }
            SenderEnd end = senders.get(link);
            if (end == null) {
                // the site tries again by itself; the centre's half may be paused or not configured yet
                return;
            }
            end.serve(wire, gate);
        } catch (ProtocolException e) {
            LOG.error("{}: {}", ErrorCode.PROTOCOL.number(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("a data channel ended before it was opened", e);
        }
    }
}
