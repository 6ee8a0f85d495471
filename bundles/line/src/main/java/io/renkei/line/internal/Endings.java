package io.renkei.line.internal;

import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Remembers why SSH sessions end, for the one line in their owner's log; the first reason is the one that counts. */
final class Endings implements SessionListener {
    private static final AttributeKey<String> WHY = new AttributeKey<>();
    private static final int TEXT_MAX = 200;

    /** Begins what a peer has told. */
    static final String PEER_SAYS = "the peer says: ";

    static void because(Session session, String why) {
        session.computeAttributeIfAbsent(WHY, key -> printable(why));
    }

    static Optional<String> of(Session session) {
        return Optional.ofNullable(session.getAttribute(WHY));
    }

    /** What a peer has sent may be in the text; it must not write lines of its own into a log. */
    private static String printable(String text) {
        String cut = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7E]", "?");
    }

    @Override
    public void sessionException(Session session, Throwable cause) {
        because(session, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    @Override
    public void sessionDisconnect(
            Session session, int reason, @Nullable String text, @Nullable String language, boolean initiator) {
        because(session, (initiator ? "" : PEER_SAYS) + text);
    }
}
