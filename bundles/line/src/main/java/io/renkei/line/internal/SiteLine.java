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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The site's end: one SSH connection to the centre, dialled again for ever, with a channel per link. */
final class SiteLine implements OpenLine {
    private static final Logger LOG = LoggerFactory.getLogger(SiteLine.class);

    /** A centre that restarts must find its sites back within seconds. */
    private static final long REDIAL_MAX_MS = 5_000;

    private final InetSocketAddress centre;
    private final FederationId federation;
    private final KeyPair own;
    private final Clock clock;
    private final SshDialler dialler;
    private final LineThreads threads = new LineThreads();
    private final Map<LinkId, ReceiverEnd> receivers = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable ClientSession session;
    private volatile @Nullable ControlHub hub;
    private volatile Instant since;
    private volatile String downReason = "not connected yet";

    /**
     * @param folder {@code data/line} with the keys that joining has pinned
     * @throws IllegalStateException if this site has not joined
     */
    SiteLine(LineSettings settings, Path folder, Clock clock) {
        this.centre = settings.connect()
                .orElseThrow(
                        () -> new IllegalStateException("a site needs 'connect' in io.renkei.line.cfg: join first"));
        this.federation = settings.federation()
                .orElseThrow(() -> new IllegalStateException("a site needs 'federation' in io.renkei.line.cfg"));
        Keys keys = new Keys(folder);
        PublicKey pinned = keys.pinned("centre")
                .orElseThrow(() -> new IllegalStateException("no key of the centre is pinned: join first"));
        this.own = keys.own();
        this.clock = clock;
        this.since = clock.instant();
        this.dialler = new SshDialler(key -> KeyUtils.compareKeys(pinned, key));
        LineThreads.channel("renkei line to centre", this::keepConnected);
    }

    private void keepConnected() {
        Backoff backoff = new Backoff();
        while (stop.getCount() > 0) {
            try {
                ClientSession open =
                        dialler.dial(centre, "site-" + federation, dialled -> dialled.addPublicKeyIdentity(own));
                serve(open, backoff);
            } catch (IOException | RuntimeException e) {
                // whatever a stranger in the centre's place answers: the site dials for ever
                down("no connection to " + address() + ": " + e.getMessage());
            }
            pause(Math.min(REDIAL_MAX_MS, backoff.next().toMillis()));
        }
    }

    private void serve(ClientSession open, Backoff backoff) throws IOException {
        try {
            Wire control = SshDialler.open(open, Subsystem.CONTROL);
            ControlHub fresh = ControlHub.open(
                    "centre",
                    control,
                    (link, name, request) -> Ends.answer(receivers, link, name, request),
                    threads,
                    () -> SshWires.heardAtNs(open));
            hub = fresh;
            session = open;
            since = clock.instant();
            LOG.info("connected to the centre {}", address());
            backoff.reset();
            down(SshWires.end(open, fresh.run()));
        } finally {
            session = null;
            hub = null;
            open.close(true);
        }
    }

    private void down(String reason) {
        if (!reason.equals(downReason) || hub != null) {
            since = clock.instant();
            if (stop.getCount() > 0) {
                LOG.warn("the centre {} is gone: {}", address(), reason);
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

    private String address() {
        return centre.getHostString() + ":" + centre.getPort();
    }

    private Wire openData(LinkId link) throws IOException {
        ClientSession open = session;
        if (open == null) {
            throw new IOException("no connection for " + link);
        }
        return SshDialler.open(open, Subsystem.DATA);
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
        ControlHub open = hub;
        return List.of(new LineStatus(
                "centre",
                open != null,
                since,
                open != null ? address() : downReason,
                open != null ? open.roundTripMs() : -1,
                open != null ? open.sentBytes() : 0,
                open != null ? open.receivedBytes() + dataBytes() : 0,
                List.copyOf(new TreeSet<>(receivers.keySet()))));
    }

    private long dataBytes() {
        return receivers.values().stream().mapToLong(ReceiverEnd::receivedBytes).sum();
    }

    @Override
    public void close() {
        stop.countDown();
        List.copyOf(receivers.values()).forEach(ReceiverEnd::close);
        ControlHub open = hub;
        if (open != null) {
            open.close("the site stops");
        }
        dialler.close();
        threads.close();
    }
}
