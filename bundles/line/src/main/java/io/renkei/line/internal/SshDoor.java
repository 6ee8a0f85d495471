package io.renkei.line.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that others dial. Strangers get little time and memory, and each that is turned away one line in the log. */
final class SshDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshDoor.class);
    private static final Duration LOGIN_MAX = Duration.ofSeconds(10);

    /** Connections that have not logged in; a login takes less than a second, so the oldest is the one to go. */
    static final int STRANGERS_MAX = 64;

    /** A site has a channel for control and one for each link, and closes one before it opens the next. */
    private static final int CHANNELS_MAX = 64;

    /** More than one only while a lost connection is not noticed yet. */
    private static final int SESSIONS_PER_PEER_MAX = 8;

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Map<Session, String> strangers = new LinkedHashMap<>();

    SshDoor(KeyPair own, PublickeyAuthenticator knows, PasswordAuthenticator invited, List<Subsystem> channels) {
        server.setKeyPairProvider(KeyPairProvider.wrap(own));
        server.setPublickeyAuthenticator(knows);
        server.setPasswordAuthenticator(invited);
        server.setSubsystemFactories(List.copyOf(channels));
        server.setSessionFactory(new SessionFactory(server) {
            @Override
            public void messageReceived(IoSession connection, Readable bytes) throws Exception {
                SshWires.heard(AbstractSession.getSession(connection));
                super.messageReceived(connection, bytes);
            }
        });
        server.addSessionListener(new Endings());
        server.addSessionListener(new Watch());
        SshWires.prepare(server);
        CoreModuleProperties.AUTH_TIMEOUT.set(server, LOGIN_MAX);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 3);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, CHANNELS_MAX);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, SESSIONS_PER_PEER_MAX);
    }

    /**
     * @param port 0: any that is free
     * @throws IOException if the port can't be had
     */
    void open(String host, int port) throws IOException {
        server.setHost(host);
        server.setPort(port);
        server.start();
    }

    /**
     * Opens; a port chosen by itself is kept for the next start, because others have it in their configuration.
     *
     * @throws UncheckedIOException if the port can't be had
     */
    void listen(InetSocketAddress where, Path kept) {
        try {
            int port = where.getPort();
            if (port == 0 && Files.exists(kept)) {
                port = Integer.parseInt(
                        Files.readString(kept, StandardCharsets.US_ASCII).strip());
            }
            open(where.getHostString(), port);
            Keys.write(kept, port() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the line can't listen on " + where, e);
        }
    }

    String host() {
        return server.getHost();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            LOG.warn("the line's port did not close", e);
        }
    }

    private final class Watch implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            Session crowded = null;
            synchronized (strangers) {
                strangers.put(session, String.valueOf(session.getRemoteAddress()));
                if (strangers.size() > STRANGERS_MAX) {
                    crowded = strangers.keySet().iterator().next();
                }
            }
            if (crowded != null) {
                Endings.because(crowded, "more than " + STRANGERS_MAX + " connections have not logged in");
                crowded.close(true);
            }
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
                leave(session);
            }
        }

        @Override
        public void sessionClosed(Session session) {
            String address = leave(session);
            if (address != null) {
                LOG.warn(
                        "{} was turned away: {}",
                        address,
                        Endings.of(session).orElse("it closed before it had logged in"));
            }
        }

        private @Nullable String leave(Session session) {
            synchronized (strangers) {
                return strangers.remove(session);
            }
        }
    }
}
