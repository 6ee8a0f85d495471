package io.renkei.line.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.core.CoreModuleProperties;

/** Dials a centre: connects, checks the centre's key, logs in, opens channels; every step within a bound. */
final class SshDialler implements AutoCloseable {
    /** A centre that just started is dialled by all its sites at once. */
    private static final Duration STEP_MAX = Duration.ofSeconds(15);

    /** Adds what the login needs, a key or a password. */
    interface Login {
        void prepare(ClientSession session);
    }

    private final SshClient client = SshClient.setUpDefaultClient();

    /**
     * @param trusted whether this is the centre's key
     */
    SshDialler(Predicate<PublicKey> trusted) {
        client.setServerKeyVerifier((session, address, key) -> trusted.test(key));
        client.addSessionListener(new Endings());
        SshWires.prepare(client);
        // nothing of the account that the node runs under: its ssh configuration could send the node elsewhere, its
        // keys
        // would be offered before the node's own
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setSessionFactory(new SessionFactory(client) {
            @Override
            public void messageReceived(IoSession connection, Readable bytes) throws Exception {
                SshWires.heard(AbstractSession.getSession(connection));
                super.messageReceived(connection, bytes);
            }
        });
        CoreModuleProperties.PREFERRED_AUTHS.set(client, "publickey,password");
        client.start();
    }

    /**
     * @throws IOException if a step fails or takes too long
     */
    ClientSession dial(InetSocketAddress centre, String user, Login login) throws IOException {
        ClientSession session = client.connect(user, centre.getHostString(), centre.getPort())
                .verify(STEP_MAX)
                .getSession();
        try {
            login.prepare(session);
            session.auth().verify(STEP_MAX);
            return session;
        } catch (IOException e) {
            session.close(true);
            throw e;
        }
    }

    /**
     * Opens a named channel; closing the wire closes it.
     *
     * @throws IOException if the centre does not open it in time
     */
    static Wire open(ClientSession session, String subsystem) throws IOException {
        ChannelSubsystem channel = create(session, subsystem);
        try {
            channel.open().verify(STEP_MAX);
            return SshWires.over(channel, channel.getInvertedOut(), channel.getInvertedIn());
        } catch (IOException e) {
            channel.close(true);
            throw e;
        }
    }

    /** MINA throws an IllegalStateException, which it does not declare, while the session closes. */
    private static ChannelSubsystem create(ClientSession session, String subsystem) throws IOException {
        try {
            return session.createSubsystemChannel(subsystem);
        } catch (IllegalStateException e) {
            throw new IOException("the connection is closing", e);
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
