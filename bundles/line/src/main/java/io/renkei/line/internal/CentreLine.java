package io.renkei.line.internal;

import io.renkei.api.FederationId;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import io.renkei.line.Invitations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The centre's end: an SSH server on a port of its own, to which sites connect with keys that were pinned when they joined. */
final class CentreLine implements OpenLine, Invitations {
    private static final Logger LOG = LoggerFactory.getLogger(CentreLine.class);
    private static final String SITE = "site-";
    private static final String INVITED = "invite-";
    private static final Duration VALIDITY_MAX = Duration.ofDays(31);
    private static final AttributeKey<FederationId> FEDERATION = new AttributeKey<>();

    private record Connection(ControlHub hub, Gate gate, ServerSession session, Instant since) {}

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
        listen(folder.resolve("port"));
    }

    /** The port chosen at the first start is kept: sites have it in their configuration. */
    private void listen(Path kept) {
        try {
            int port = settings.listen().getPort();
            if (port == 0 && Files.exists(kept)) {
                port = Integer.parseInt(
                        Files.readString(kept, StandardCharsets.US_ASCII).strip());
            }
            door.open(settings.listen().getHostString(), port);
            Keys.write(kept, door.port() + "\n");
            LOG.info("sites may connect to {}:{}", door.host(), door.port());
        } catch (IOException e) {
            throw new UncheckedIOException("the line can't listen on " + settings.listen(), e);
        }
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
        Optional<FederationId> federation = federation(user, INVITED);
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

    @Override
    public String invite(FederationId federation, Duration validity) {
        if (validity.compareTo(Duration.ofMinutes(1)) < 0 || validity.compareTo(VALIDITY_MAX) > 0) {
            throw new IllegalArgumentException("an invitation is valid for 1 minute to 31 days");
        }
        Instant expires = clock.instant().plus(validity);
        String address = settings.advertise().isEmpty() ? door.host() + ":" + door.port() : settings.advertise();
        String secret = book.open(federation, expires);
        return new Token(federation, address, Keys.fingerprint(own.getPublic()), secret, expires).print();
    }

    /** The invited site says its key, the centre pins it and answers with nothing but the end of the call. */
    private void join(Wire wire, ChannelSession channel) {
        FederationId federation = federation(channel);
        try (wire) {
            if (federation == null || !is(channel, INVITED)) {
                throw new ProtocolException("only an invited site joins");
            }
            Wire.Message message = Ends.first(wire, threads, MessageType.HELLO);
            PublicKey key = Codec.read(message.payload(), in -> Keys.parse(Codec.readText(in)));
            keys.pin(SITE + federation, key);
            LOG.info("the site of federation {} has joined with key {}", federation, Keys.fingerprint(key));
            welcome(wire);
        } catch (IOException e) {
            LOG.warn("{} did not join: {}", peer(channel), e.getMessage());
        }
    }

    private void welcome(Wire wire) {
        try {
            wire.send(MessageType.WELCOME, out -> {});
            // the site closes first, so that the answer is not lost
            Ends.awaitClose(wire, threads);
        } catch (IOException e) {
            LOG.debug("the site has joined and was gone before it was told", e);
        }
    }

    // ---------------------------------------------------------------- channels of sites

    private void control(Wire wire, ChannelSession channel) {
        ServerSession session = channel.getServerSession();
        try {
            FederationId federation = federation(channel);
            if (federation == null || !is(channel, SITE)) {
                throw new ProtocolException("only a site that has joined is served");
            }
            ControlHub hub = ControlHub.open(
                    "site " + federation, wire, Ends.noAnswers(), threads, () -> SshWires.heardAtNs(session));
            control(federation, hub, session);
        } catch (IOException e) {
            LOG.warn("{}: {}", peer(channel), e.getMessage());
            session.close(true);
        }
    }

    private void control(FederationId federation, ControlHub hub, ServerSession session) {
        Connection connection = new Connection(hub, new Gate(settings.rate(), clock), session, clock.instant());
        Connection before = connections.put(federation, connection);
        if (before != null) {
            SshWires.end(before.session, "a newer connection of the site takes its place");
        }
        lost.remove(federation);
        LOG.info("site {} is connected from {}", federation, session.getClientAddress());
        String reason = SshWires.end(session, hub.run());
        if (connections.remove(federation, connection)) {
            lost.put(federation, down(federation, reason));
            LOG.warn("site {} at {} is gone: {}", federation, session.getClientAddress(), reason);
        }
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
                        String.valueOf(connection.session.getClientAddress()),
                        connection.hub.roundTripMs(),
                        connection.hub.sentBytes() + connection.gate.sentBytes(),
                        connection.hub.receivedBytes(),
                        links(federation))));
        return List.copyOf(all.values());
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
        connections.values().forEach(connection -> connection.hub.close("the centre stops"));
        door.close();
        threads.close();
    }
}
