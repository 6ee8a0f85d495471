package io.renkei.line.internal;

import io.renkei.api.Backoff;
import io.renkei.api.FederationId;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site's end: one SSH connection with the centre, with a channel per link. The site dials, again and again for ever; or
 * waits until the centre does; or both.
 */
final class SiteLine implements OpenLine {
    private static final Logger LOG = LoggerFactory.getLogger(SiteLine.class);

    /** A centre that restarts must find its sites back within seconds. */
    private static final long REDIAL_MAX_MS = 5_000;

    /** How long a receiving end waits for a channel that the centre opens before it looks whether it is still needed. */
    private static final Duration OFFER_WAIT = Duration.ofSeconds(1);

    /**
     * @param dialled by this site; else by the centre
     */
    private record Connection(ControlHub hub, Session session, boolean dialled, Instant since) {}

    private final LineSettings settings;
    private final FederationId federation;
    private final KeyPair own;
    private final Clock clock;
    private final @Nullable SshDialler dialler;
    private final @Nullable SiteDoor door;
    private final LineThreads threads = new LineThreads();
    private final Map<LinkId, ReceiverEnd> receivers = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    /** More than one only while both sides have dialled at once: the centre ends the older. */
    private final Deque<Connection> connections = new ConcurrentLinkedDeque<>();

    private volatile Instant downSince;
    private volatile String downReason = "not connected yet";

    /**
     * @param folder {@code data/line} with the keys that joining has pinned
     * @throws IllegalStateException if this site has not joined, and waits for no centre
     */
    SiteLine(LineSettings settings, Path folder, Clock clock) {
        this.settings = settings;
        if (settings.connect().isEmpty() && !settings.listens()) {
            throw new IllegalStateException(
                    "a site needs 'connect' in io.renkei.line.cfg: join first; or 'listen', if its centre dials it");
        }
        this.federation = settings.federation()
                .orElseThrow(() -> new IllegalStateException("a site needs 'federation' in io.renkei.line.cfg"));
        Keys keys = new Keys(folder);
        this.own = keys.own();
        this.clock = clock;
        this.downSince = clock.instant();
        this.dialler = settings.connect().isPresent() ? dialler(keys) : null;
        this.door = settings.listens()
                ? new SiteDoor(settings, federation, folder, clock, threads, this::serveDialled)
                : null;
        settings.connect()
                .ifPresent(centre -> LineThreads.channel("renkei line to centre", () -> keepConnected(centre)));
    }

    private static SshDialler dialler(Keys keys) {
        PublicKey pinned = keys.pinned(SiteDoor.CENTRE)
                .orElseThrow(() -> new IllegalStateException("no key of the centre is pinned: join first"));
        return new SshDialler(key -> KeyUtils.compareKeys(pinned, key));
    }

    /** The port where this site waits for its centre. */
    int port() {
        if (door == null) {
            throw new IllegalStateException("this site waits for no centre");
        }
        return door.port();
    }

    /**
     * A token for {@code renkei:site-join} at the centre.
     *
     * @throws IllegalStateException if this site waits for no centre, or is another federation's
     */
    String invite(FederationId of, Duration validity) {
        if (door == null) {
            throw new IllegalStateException(
                    "this site dials its centre; with 'listen' in io.renkei.line.cfg it waits for it");
        }
        if (!of.equals(federation)) {
            throw new IllegalStateException("this is the site of federation " + federation + ", not of " + of);
        }
        return door.invite(validity);
    }

    private void keepConnected(InetSocketAddress centre) {
        Backoff backoff = new Backoff();
        while (stop.getCount() > 0) {
            if (connections.isEmpty()) {
                dial(centre, backoff);
            } else {
                backoff.reset();
            }
            pause(Math.min(REDIAL_MAX_MS, backoff.next().toMillis()));
        }
    }

    private void dial(InetSocketAddress centre, Backoff backoff) {
        SshDialler used = dialler;
        if (used == null) {
            return;
        }
        try {
            ClientSession open =
                    used.dial(centre, CentreLine.SITE + federation, dialled -> dialled.addPublicKeyIdentity(own));
            try {
                Wire control = SshDialler.open(open, Subsystem.CONTROL);
                if (serve(control, open, true)) {
                    backoff.reset();
                }
            } finally {
                open.close(true);
            }
        } catch (IOException | RuntimeException e) {
            // whatever a stranger in the centre's place answers: the site dials for ever
            String place = centre.getHostString() + ":" + centre.getPort();
            down(place, "no connection to " + place + ": " + e.getMessage(), false);
        }
    }

    private void serveDialled(Wire control, ServerSession session) {
        try {
            boolean unused = serve(control, session, false);
        } catch (IOException e) {
            LOG.warn("the centre at {}: {}", session.getClientAddress(), e.getMessage());
        } finally {
            session.close(true);
        }
    }

    /**
     * Serves a connection until it ends.
     *
     * @return whether the centre had taken it
     */
    private boolean serve(Wire control, Session session, boolean dialled) throws IOException {
        ControlHub hub = ControlHub.open(
                SiteDoor.CENTRE,
                control,
                (link, name, request) -> Ends.answer(receivers, link, name, request),
                threads,
                () -> SshWires.heardAtNs(session));
        Connection connection = new Connection(hub, session, dialled, clock.instant());
        connections.addFirst(connection);
        Runnable taken = () -> LOG.info("connected {} the centre {}", dialled ? "to" : "by", address(connection));
        String reason;
        try {
            reason = SshWires.end(session, hub.run(taken));
        } finally {
            connections.remove(connection);
        }
        // a connection that was not taken and just ended takes away no better reason
        if (hub.greeted() || Endings.of(session).isPresent() || !downReason.startsWith(Endings.PEER_SAYS)) {
            down(address(connection), reason, hub.greeted());
        }
        return hub.greeted();
    }

    private void down(String place, String reason, boolean wasUp) {
        if (wasUp || !reason.equals(downReason)) {
            downSince = clock.instant();
            if (stop.getCount() > 0 && connections.isEmpty()) {
                LOG.warn("the centre {} is gone: {}", place, reason);
            }
        }
        downReason = reason;
    }

    private void pause(long ms) {
        try {
            if (stop.await(ms, TimeUnit.MILLISECONDS)) {
                LOG.debug("the line ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }

    private String address(Connection connection) {
        return settings.connect()
                .filter(centre -> connection.dialled)
                .map(centre -> centre.getHostString() + ":" + centre.getPort())
                .orElseGet(() -> String.valueOf(connection.session.getRemoteAddress()));
    }

    /** Over the newest connection, by whoever opens channels there. */
    private Wire openData(LinkId link) throws IOException {
        Connection connection = connections.peekFirst();
        if (connection != null && connection.session instanceof ClientSession open) {
            return SshDialler.open(open, Subsystem.DATA);
        }
        if (door == null) {
            throw new IOException("no connection for " + link);
        }
        return door.take(link, OFFER_WAIT);
    }

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        throw new IllegalStateException("a site sends nothing: " + link + " belongs to a centre or to role all");
    }

    @Override
    public LineReceiver receiver(LinkId link) {
        if (!link.federation().equals(federation)) {
            throw new IllegalStateException("this is a site of federation " + federation + ", not of " + link);
        }
        return Ends.add(receivers, link, new ReceiverEnd(link, this::openData, () -> receivers.remove(link)));
    }

    @Override
    public List<LineStatus> connections() {
        Connection open = connections.peekFirst();
        List<LinkId> links = List.copyOf(new TreeSet<>(receivers.keySet()));
        return List.of(
                open == null || !open.hub.greeted()
                        ? new LineStatus(SiteDoor.CENTRE, false, downSince, downReason, -1, 0, 0, links)
                        : new LineStatus(
                                SiteDoor.CENTRE,
                                true,
                                open.since,
                                address(open),
                                open.hub.roundTripMs(),
                                open.hub.sentBytes(),
                                open.hub.receivedBytes() + dataBytes(),
                                links));
    }

    private long dataBytes() {
        return receivers.values().stream().mapToLong(ReceiverEnd::receivedBytes).sum();
    }

    @Override
    public void close() {
        stop.countDown();
        List.copyOf(receivers.values()).forEach(ReceiverEnd::close);
        connections.forEach(open -> open.hub.close("the site stops"));
        if (dialler != null) {
            dialler.close();
        }
        if (door != null) {
            door.close();
        }
        threads.close();
    }
}
