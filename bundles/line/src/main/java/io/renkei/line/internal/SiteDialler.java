package io.renkei.line.internal;

import io.renkei.api.Backoff;
import io.renkei.api.FederationId;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials one site for ever, for a centre whose sites can't reach it, and keeps a channel open for each of its links: the
 * mirror image of what a site does. Does nothing while the site is connected, whoever has dialled.
 */
final class SiteDialler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteDialler.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** A site that restarts must be found within seconds. */
    private static final long REDIAL_MAX_MS = 5_000;

    /** The centre that dials. */
    interface Host {
        boolean isConnected(FederationId federation);

        /** Serves the control channel until it ends. */
        void control(FederationId federation, Wire wire, ClientSession session) throws IOException;

        /** Links that have a sending end. */
        List<LinkId> links(FederationId federation);

        /** Serves a data channel until it ends. */
        void data(FederationId federation, LinkId link, Wire wire, ClientSession session) throws IOException;

        /** Is told why there is no connection. */
        void unreachable(FederationId federation, String reason);
    }

    private final FederationId federation;
    private final InetSocketAddress address;
    private final KeyPair own;
    private final Host host;
    private final SshDialler dialler;
    private final CountDownLatch stop = new CountDownLatch(1);

    /**
     * @param keys with the site's pinned key; read at each try
     */
    SiteDialler(FederationId federation, InetSocketAddress address, Keys keys, Host host) {
        this.federation = federation;
        this.address = address;
        this.own = keys.own();
        this.host = host;
        this.dialler = new SshDialler(key -> trusted(keys.pinned(CentreLine.SITE + federation), key));
        LineThreads.channel("renkei line to site " + federation, this::keepConnected);
    }

    private static boolean trusted(Optional<PublicKey> pinned, PublicKey key) {
        return pinned.filter(known -> KeyUtils.compareKeys(known, key)).isPresent();
    }

    private void keepConnected() {
        Backoff backoff = new Backoff();
        while (stop.getCount() > 0) {
            if (host.isConnected(federation)) {
                backoff.reset();
            } else {
                dial(backoff);
            }
            pause(Math.min(REDIAL_MAX_MS, backoff.next().toMillis()));
        }
    }

    private void dial(Backoff backoff) {
        String place = address.getHostString() + ":" + address.getPort();
        try {
            ClientSession session =
                    dialler.dial(address, SiteDoor.CENTRE, dialled -> dialled.addPublicKeyIdentity(own));
            try {
                Wire control = SshDialler.open(session, Subsystem.CONTROL);
                LineThreads.channel("renkei channels to site " + federation, () -> keepChannels(session));
                backoff.reset();
                host.control(federation, control, session);
            } finally {
                session.close(true);
            }
        } catch (IOException | RuntimeException e) {
            // whatever a stranger in the site's place answers: the centre dials for ever
            host.unreachable(federation, "no connection to " + place + ": " + e.getMessage());
        }
    }

    /** A channel for each link that has a sending end, opened again when it ends. */
    private void keepChannels(ClientSession session) {
        Set<LinkId> open = ConcurrentHashMap.newKeySet();
        while (stop.getCount() > 0 && session.isOpen()) {
            for (LinkId link : host.links(federation)) {
                if (open.add(link)) {
                    LineThreads.channel(link + " send", () -> {
                        try {
                            channel(link, session);
                        } finally {
                            open.remove(link);
                        }
                    });
                }
            }
            pause(LOOK_EVERY.toMillis());
        }
    }

    private void channel(LinkId link, ClientSession session) {
        try (Wire wire = SshDialler.open(session, Subsystem.DATA)) {
            wire.send(MessageType.OPEN, out -> {
                Versions.NEWEST.writeTo(out);
                Codec.writeText(out, link.toString());
            });
            host.data(federation, link, wire, session);
        } catch (IOException e) {
            LOG.debug("{} channel ended", link, e);
            // a site that refuses it would be asked again at once
            pause(LOOK_EVERY.toMillis());
        }
    }

    private void pause(long ms) {
        try {
            if (stop.await(ms, TimeUnit.MILLISECONDS)) {
                LOG.debug("the line to site {} ends", federation);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        dialler.close();
    }
}
