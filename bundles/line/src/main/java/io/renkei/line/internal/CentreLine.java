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
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
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
    private static final Duration LOGIN_MAX = Duration.ofSeconds(10);
    private static final Duration VALIDITY_MAX = Duration.ofDays(31);
    private static final AttributeKey<FederationId> FEDERATION = new AttributeKey<>();

    private record Connection(ControlHub hub, Gate gate, ServerSession session, Instant since) {}

    private final LineSettings settings;
    private final Keys keys;
    private final InvitationBook book;
    private final Clock clock;
    private final LineThreads threads = new LineThreads();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Map<LinkId, SenderEnd> senders = new ConcurrentHashMap<>();
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
        server.setHost(settings.listen().getHostString());
        server.setKeyPairProvider(KeyPairProvider.wrap(own));
        server.setPublickeyAuthenticator(this::knows);
        server.setPasswordAuthenticator(this::invited);
        server.setSubsystemFactories(List.of(
                new Subsystem(Subsystem.DATA, this::data),
                new Subsystem(Subsystem.CONTROL, this::control),
                new Subsystem(Subsystem.JOIN, this::join)));
        CoreModuleProperties.AUTH_TIMEOUT.set(server, LOGIN_MAX);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 3);
        SshWires.prepare(server);
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
            server.setPort(port);
            server.start();
            Keys.write(kept, server.getPort() + "\n");
            LOG.info("sites may connect to {}:{}", server.getHost(), server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("the line can't listen on " + settings.listen(), e);
        }
    }

    int port() {
        return server.getPort();
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
            LOG.warn("{} offered a key that is not pinned, from {}", printable(user), session.getClientAddress());
        }
        return known;
    }

    private boolean invited(String user, String secret, ServerSession session) {
        Optional<FederationId> federation = federation(user, INVITED);
        boolean right = federation.isPresent() && book.use(federation.get(), secret);
        if (right) {
            session.setAttribute(FEDERATION, federation.get());
        } else {
            LOG.warn("{} came with no valid invitation, from {}", printable(user), session.getClientAddress());
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
        String address =
                settings.advertise().isEmpty() ? server.getHost() + ":" + server.getPort() : settings.advertise();
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
            Wire.Message message = wire.read();
            PublicKey key = Codec.read(message.payload(), in -> Keys.parse(Codec.readText(in)));
            keys.pin(SITE + federation, key);
            LOG.info("the site of federation {} has joined with key {}", federation, Keys.fingerprint(key));
            wire.send(MessageType.WELCOME, out -> {});
            // the site closes first, so that the answer is not lost
            wire.read();
        } catch (IOException e) {
            LOG.debug("join of {} ended", federation, e);
        }
    }

    // ---------------------------------------------------------------- channels of sites

    private void control(Wire wire, ChannelSession channel) {
        FederationId federation = federation(channel);
        if (federation == null || !is(channel, SITE)) {
            channel.getSession().close(true);
            return;
        }
        ServerSession session = channel.getServerSession();
        ControlHub hub = new ControlHub("site " + federation, wire, Ends.noAnswers(), threads);
        Connection connection = new Connection(hub, new Gate(settings.rate(), clock), session, clock.instant());
        Connection before = connections.put(federation, connection);
        if (before != null) {
            before.session.close(true);
        }
        lost.remove(federation);
        LOG.info("site {} is connected from {}", federation, session.getClientAddress());
        String reason = hub.run();
        session.close(true);
        if (connections.remove(federation, connection)) {
            lost.put(federation, down(federation, reason));
            LOG.warn("site {} is gone: {}", federation, reason);
        }
    }

    private void data(Wire wire, ChannelSession channel) {
        FederationId federation = federation(channel);
        Connection connection = federation == null ? null : connections.get(federation);
        if (federation == null || connection == null || connection.session != channel.getSession()) {
            channel.close(true);
            return;
        }
        Ends.serve(wire, senders, link -> link.federation().equals(federation), connection.gate);
    }

    private @Nullable ControlHub hub(FederationId federation) {
        Connection connection = connections.get(federation);
        return connection == null ? null : connection.hub;
    }

    // ---------------------------------------------------------------- ends and status

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        return Ends.add(
                senders, link, new SenderEnd(link, bulk, () -> hub(link.federation()), () -> senders.remove(link)));
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
        try {
            server.stop(true);
        } catch (IOException e) {
            LOG.warn("the line's port did not close", e);
        }
        threads.close();
    }
}
