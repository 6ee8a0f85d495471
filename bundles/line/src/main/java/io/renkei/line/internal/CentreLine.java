package io.renkei.line.internal;

import io.renkei.api.FederationId;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The centre's end: an SSH server on a port of its own, to which sites connect with keys that were pinned when they joined.
 * Sites that can't reach it are dialled instead, see {@link SiteDialler}.
 */
final class CentreLine implements OpenLine {
    private static final Logger LOG = LoggerFactory.getLogger(CentreLine.class);
    static final String SITE = "site-";
    private static final AttributeKey<FederationId> FEDERATION = new AttributeKey<>();

    /** So long a connected site is waited for to show that it lives when another node comes in its name. */
    private static final Duration LIVES_MAX = Duration.ofSeconds(2);

    private record Connection(ControlHub hub, Gate gate, Session session, Instant since) {}

    private final LineSettings settings;
    private final Keys keys;
    private final InvitationBook book;
    private final Clock clock;
    private final LineThreads threads = new LineThreads();
    private final SshDoor door;
    private final Map<LinkId, SenderEnd> senders = new ConcurrentHashMap<>();
    private final Offers offers = new Offers();
    private final Map<FederationId, Connection> connections = new ConcurrentHashMap<>();
    private final Map<FederationId, LineStatus> lost = new ConcurrentHashMap<>();

    /** Where nodes stand that came in the name of a connected site. */
    private final Map<FederationId, String> turnedAway = new ConcurrentHashMap<>();

    private final Map<FederationId, SiteDialler> diallers = new ConcurrentHashMap<>();
    private final KeyPair own;

    /**
     * @param folder {@code data/line}
     * @throws UncheckedIOException if the port can't be had
     */
    CentreLine(LineSettings settings, Path folder, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.keys = new Keys(folder);
        this.book = new InvitationBook(folder.resolve("invitations"), clock);
        this.own = keys.own();
        this.door = new SshDoor(
                own,
                this::knows,
                this::invited,
                List.of(
                        new Subsystem(Subsystem.DATA, this::data),
                        new Subsystem(Subsystem.CONTROL, this::control),
                        new Subsystem(Subsystem.JOIN, this::join)));
        door.listen(settings.listen(), folder.resolve("port"));
        LOG.info("sites may connect to {}:{}", door.host(), door.port());
        settings.dial().forEach(this::dial);
    }

    private void dial(FederationId federation, InetSocketAddress address) {
        SiteDialler before = diallers.put(federation, new SiteDialler(federation, address, keys, new Dialled()));
        if (before != null) {
            before.close();
        }
    }

    /**
     * Joins a site that waits for its centre, and dials it from now on.
     *
     * @throws IllegalArgumentException if the token is no good
     * @throws IllegalStateException if the site can't be reached or refuses; nothing is changed then
     */
    void join(Token token) {
        if (!clock.instant().isBefore(token.expires())) {
            throw new IllegalArgumentException("the invitation ran out at " + token.expires() + "; ask for a new one");
        }
        PublicKey key = Join.exchange(token, keys, "site");
        try {
            keys.pin(SITE + token.federation(), key);
        } catch (IOException e) {
            throw new IllegalStateException("the site's key can't be kept", e);
        }
        LOG.info("joined the site of federation {} with key {}", token.federation(), Keys.fingerprint(key));
        dial(token.federation(), LineSettings.address("address", token.address()));
    }

    int port() {
        return door.port();
    }

    // ---------------------------------------------------------------- who may come in

    private boolean knows(String user, PublicKey key, ServerSession session) {
        Optional<FederationId> federation = federation(user, SITE);
        boolean known = federation.isPresent()
                && keys.pinned(user)
                        .filter(pinned -> KeyUtils.compareKeys(pinned, key))
                        .isPresent();
        if (known) {
            session.setAttribute(FEDERATION, federation.get());
        } else {
            Endings.because(session, printable(user) + " offered a key that is not pinned");
        }
        return known;
    }

    private boolean invited(String user, String secret, ServerSession session) {
        Optional<FederationId> federation = federation(user, Join.INVITED);
        boolean right = federation.isPresent() && book.use(federation.get(), secret);
        if (right) {
            session.setAttribute(FEDERATION, federation.get());
        } else {
            Endings.because(session, printable(user) + " came with no valid invitation");
        }
        return right;
    }

    private static Optional<FederationId> federation(String user, String prefix) {
        try {
            return user.startsWith(prefix)
                    ? Optional.of(FederationId.parse(user.substring(prefix.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String printable(String user) {
        return user.matches("[a-z0-9-]{1,20}") ? user : "somebody";
    }

    private static boolean is(ChannelSession channel, String prefix) {
        return channel.getSession().getUsername().startsWith(prefix);
    }

    private static @Nullable FederationId federation(ChannelSession channel) {
        return channel.getSession().getAttribute(FEDERATION);
    }

    /** A one-time token with which the federation's site joins. */
    String invite(FederationId federation, Duration validity) {
        Instant expires = clock.instant().plus(validity);
        String address = settings.advertise().isEmpty() ? door.host() + ":" + door.port() : settings.advertise();
        String secret = book.open(federation, expires);
        return new Token(federation, address, Keys.fingerprint(own.getPublic()), secret, expires).print();
    }

    /** The invited site says its key, the centre pins it and answers with nothing but the end of the call. */
    private void join(Wire wire, ChannelSession channel) {
        Join.welcome(wire, threads, peer(channel), key -> {
            FederationId federation = federation(channel);
            if (federation == null) {
                throw new ProtocolException("nobody knows of which federation it is");
            }
            keys.pin(SITE + federation, key);
            LOG.info("the site of federation {} has joined with key {}", federation, Keys.fingerprint(key));
        });
    }

    // ---------------------------------------------------------------- channels of sites

    private void control(Wire wire, ChannelSession channel) {
        ServerSession session = channel.getServerSession();
        try {
            FederationId federation = federation(channel);
            if (federation == null || !is(channel, SITE)) {
                throw new ProtocolException("only a site that has joined is served");
            }
            control(federation, wire, session);
        } catch (IOException e) {
            LOG.warn("{}: {}", peer(channel), e.getMessage());
            session.close(true);
        }
    }

    /**
     * Serves the connection of a site, whoever has dialled, until it ends. Whoever comes in the name of a connected site takes
     * its place if that one says nothing any more, and is turned away if it lives: two nodes with one key, as after a copy of
     * a home, would otherwise take the place from each other for ever.
     */
    private void control(FederationId federation, Wire wire, Session session) throws IOException {
        Connection living = connections.get(federation);
        if (living != null && living.hub.answers(LIVES_MAX)) {
            turnAway(federation, living, session);
            return;
        }
        ControlHub hub = ControlHub.open(
                "site " + federation, wire, Ends.noAnswers(), threads, () -> SshWires.heardAtNs(session));
        Connection connection = new Connection(hub, new Gate(settings.rate(), clock), session, clock.instant());
        Connection before = connections.put(federation, connection);
        if (before != null) {
            SshWires.end(before.session, "a newer connection of the site takes its place");
        }
        lost.remove(federation);
        Runnable taken = () -> LOG.info("site {} is connected at {}", federation, session.getRemoteAddress());
        String reason = SshWires.end(session, hub.run(taken));
        if (connections.remove(federation, connection)) {
            turnedAway.remove(federation);
            lost.put(federation, down(federation, reason));
            LOG.warn("site {} at {} is gone: {}", federation, session.getRemoteAddress(), reason);
        }
    }

    private void turnAway(FederationId federation, Connection living, Session session) {
        String place = host(session);
        if (!place.equals(turnedAway.put(federation, place))) {
            LOG.warn(
                    "site {}: another node at {} is turned away, the one at {} lives",
                    federation,
                    place,
                    host(living.session));
        }
        SshWires.end(
                session,
                "another node of site " + federation + " is connected, from " + host(living.session) + " since "
                        + living.since);
    }

    private static String host(Session session) {
        return session.getRemoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(session.getRemoteAddress());
    }

    private void data(Wire wire, ChannelSession channel) {
        FederationId federation = federation(channel);
        Connection connection = federation == null ? null : connections.get(federation);
        if (federation == null || connection == null || connection.session != channel.getSession()) {
            // the site opens it again; a session that another has replaced is at its end
            Ends.close(wire);
            return;
        }
        Ends.serve(peer(channel), wire, offers, link -> link.federation().equals(federation), connection.gate, threads);
    }

    private static String peer(ChannelSession channel) {
        return channel.getSession().getUsername() + " at "
                + channel.getServerSession().getClientAddress();
    }

    private @Nullable ControlHub hub(FederationId federation) {
        Connection connection = connections.get(federation);
        return connection == null ? null : connection.hub;
    }

    // ---------------------------------------------------------------- ends and status

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        return Ends.add(
                senders,
                link,
                new SenderEnd(link, bulk, offers, () -> hub(link.federation()), () -> senders.remove(link)));
    }

    @Override
    public LineReceiver receiver(LinkId link) {
        throw new IllegalStateException("a centre receives nothing: " + link + " belongs to a site or to role all");
    }

    @Override
    public List<LineStatus> connections() {
        Map<FederationId, LineStatus> all = new TreeMap<>(lost);
        connections.forEach((federation, connection) -> all.put(
                federation,
                new LineStatus(
                        "site " + federation,
                        true,
                        connection.since,
                        place(federation, connection),
                        connection.hub.roundTripMs(),
                        connection.hub.sentBytes() + connection.gate.sentBytes(),
                        connection.hub.receivedBytes(),
                        links(federation))));
        return List.copyOf(all.values());
    }

    private String place(FederationId federation, Connection connection) {
        String place = String.valueOf(connection.session.getRemoteAddress());
        String other = turnedAway.get(federation);
        return other == null ? place : place + "; another node at " + other + " is turned away";
    }

    private LineStatus down(FederationId federation, String reason) {
        return new LineStatus("site " + federation, false, clock.instant(), reason, -1, 0, 0, links(federation));
    }

    private List<LinkId> links(FederationId federation) {
        return new TreeSet<>(senders.keySet())
                .stream().filter(link -> link.federation().equals(federation)).toList();
    }

    @Override
    public void close() {
        List.copyOf(senders.values()).forEach(SenderEnd::close);
        diallers.values().forEach(SiteDialler::close);
        connections.values().forEach(connection -> connection.hub.close("the centre stops"));
        door.close();
        threads.close();
    }

    /** What the diallers of sites need. */
    private final class Dialled implements SiteDialler.Host {
        @Override
        public boolean isConnected(FederationId federation) {
            return connections.containsKey(federation);
        }

        @Override
        public void control(FederationId federation, Wire wire, ClientSession session) throws IOException {
            CentreLine.this.control(federation, wire, session);
        }

        @Override
        public List<LinkId> links(FederationId federation) {
            return CentreLine.this.links(federation);
        }

        /** The site says when its half is there, which may take as long as it likes: it is no stranger. */
        @Override
        public void data(FederationId federation, LinkId link, Wire wire, ClientSession session) throws IOException {
            LinkId taken = Ends.opened(wire.read());
            Connection connection = connections.get(federation);
            if (!taken.equals(link)) {
                throw new ProtocolException("the site takes " + taken + " on the channel of " + link);
            }
            if (connection != null && connection.session == session) {
                offers.serve(link, wire, connection.gate);
            }
        }

        @Override
        public void unreachable(FederationId federation, String reason) {
            LineStatus before = lost.put(federation, down(federation, reason));
            if (before == null || !before.detail().equals(reason)) {
                LOG.warn("site {}: {}", federation, reason);
            }
        }
    }
}
