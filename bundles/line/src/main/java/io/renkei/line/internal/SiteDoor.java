package io.renkei.line.internal;

import io.renkei.api.FederationId;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a site waits for its centre, if that is the one who dials. The centre opens the channels then; each waits here until
 * the receiving end of its link takes it, and from there on nothing differs.
 */
final class SiteDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteDoor.class);

    /** User name of a centre whose key is pinned. */
    static final String CENTRE = "centre";

    private final LineSettings settings;
    private final FederationId federation;
    private final Keys keys;
    private final InvitationBook book;
    private final Clock clock;
    private final LineThreads threads;
    private final BiConsumer<Wire, ServerSession> control;
    private final SshDoor door;

    /** Channels that no receiving end has taken yet: for each link the newest. Guarded by itself. */
    private final Map<LinkId, Wire> waiting = new HashMap<>();

    /**
     * @param folder {@code data/line}
     * @param control serves the control channel of a centre for as long as it is open
     * @throws java.io.UncheckedIOException if the port can't be had
     */
    SiteDoor(
            LineSettings settings,
            FederationId federation,
            Path folder,
            Clock clock,
            LineThreads threads,
            BiConsumer<Wire, ServerSession> control) {
        this.settings = settings;
        this.federation = federation;
        this.keys = new Keys(folder);
        this.book = new InvitationBook(folder.resolve("invitations"), clock);
        this.clock = clock;
        this.threads = threads;
        this.control = control;
        this.door = new SshDoor(
                keys.own(),
                this::knows,
                this::invited,
                List.of(
                        new Subsystem(Subsystem.DATA, this::data),
                        new Subsystem(Subsystem.CONTROL, this::control),
                        new Subsystem(Subsystem.JOIN, this::join)));
        door.listen(settings.listen(), folder.resolve("port"));
        LOG.info("the centre may connect to {}:{}", door.host(), door.port());
    }

    int port() {
        return door.port();
    }

    private boolean knows(String user, PublicKey key, ServerSession session) {
        boolean known = user.equals(CENTRE)
                && keys.pinned(CENTRE)
                        .filter(pinned -> KeyUtils.compareKeys(pinned, key))
                        .isPresent();
        if (!known) {
            Endings.because(session, "offered a key that is not pinned");
        }
        return known;
    }

    private boolean invited(String user, String secret, ServerSession session) {
        boolean right = user.equals(Join.INVITED + federation) && book.use(federation, secret);
        if (!right) {
            Endings.because(session, "came with no valid invitation");
        }
        return right;
    }

    /** A token with which a centre joins, see {@link io.renkei.line.Invitations#invite}. */
    String invite(Duration validity) {
        Instant expires = clock.instant().plus(validity);
        String address = settings.advertise().isEmpty() ? door.host() + ":" + door.port() : settings.advertise();
        String fingerprint = Keys.fingerprint(keys.own().getPublic());
        return new Token(federation, address, fingerprint, book.open(federation, expires), expires).print();
    }

    private void join(Wire wire, ChannelSession channel) {
        ServerSession session = channel.getServerSession();
        Join.welcome(wire, threads, session.getUsername() + " at " + session.getClientAddress(), key -> {
            keys.pin(CENTRE, key);
            LOG.info("the centre has joined with key {}", Keys.fingerprint(key));
        });
    }

    private void control(Wire wire, ChannelSession channel) {
        if (isCentre(wire, channel)) {
            control.accept(wire, channel.getServerSession());
        }
    }

    /** Keeps a channel until its link's end takes it; returns when it has ended. */
    private void data(Wire wire, ChannelSession channel) {
        if (!isCentre(wire, channel)) {
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        channel.addCloseFutureListener(closed -> ended.countDown());
        LinkId link = null;
        try {
            link = Ends.opened(Ends.first(wire, threads, MessageType.OPEN));
            if (!link.federation().equals(federation)) {
                throw new ProtocolException("the centre may not send " + link);
            }
            Wire before;
            synchronized (waiting) {
                before = waiting.put(link, wire);
                waiting.notifyAll();
            }
            if (before != null) {
                Ends.close(before);
            }
            ended.await();
        } catch (ProtocolException e) {
            LOG.warn("{}: {}", channel.getServerSession().getClientAddress(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("a data channel ended before it was opened", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (link != null) {
                synchronized (waiting) {
                    waiting.remove(link, wire);
                }
            }
            Ends.close(wire);
        }
    }

    private static boolean isCentre(Wire wire, ChannelSession channel) {
        boolean centre = channel.getSession().getUsername().equals(CENTRE);
        if (!centre) {
            LOG.warn(
                    "{}: only a centre that has joined is served",
                    channel.getServerSession().getClientAddress());
            Ends.close(wire);
        }
        return centre;
    }

    /**
     * The channel that the centre has opened for a link.
     *
     * @throws IOException if there is none in time
     */
    Wire take(LinkId link, Duration maxWait) throws IOException {
        long deadline = System.nanoTime() + maxWait.toNanos();
        synchronized (waiting) {
            try {
                for (long left = maxWait.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                    Wire wire = waiting.remove(link);
                    if (wire != null) {
                        return wire;
                    }
                    TimeUnit.NANOSECONDS.timedWait(waiting, left);
                }
            } catch (InterruptedException e) {
                throw SshWires.interrupted(e);
            }
        }
        throw new IOException("the centre has opened no channel for " + link);
    }

    @Override
    public void close() {
        door.close();
    }
}
