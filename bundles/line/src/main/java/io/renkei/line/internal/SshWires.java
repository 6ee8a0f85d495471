package io.renkei.line.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.channel.throttle.DefaultChannelStreamWriter;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both ends of an SSH connection have in common: how channels become wires, and what they may hold in memory. */
final class SshWires {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(SshWires.class);

    /** A peer that has said something in this time may still be told why its connection ends. */
    private static final Duration LISTENS = Duration.ofSeconds(3);

    private static final Duration TELLING_MAX = Duration.ofSeconds(1);
    private static final AttributeKey<AtomicLong> HEARD = new AttributeKey<>();

    /** Enough for 100 Mbit/s over 40 ms; what lies in it can't be overtaken by small work. */
    private static final int SOCKET_BYTES = 512 * 1024;

    private SshWires() {}

    /** Settings of a client or a server. */
    static void prepare(FactoryManager manager) {
        // the control channel's ping decides; SSH's own idle limit would end a quiet but living line
        CoreModuleProperties.IDLE_TIMEOUT.set(manager, Duration.ZERO);
        // a reader that stands still is flow control, not a fault: a target may take an hour for one batch
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(manager, Duration.ofDays(1));
        // the processor has instructions for AES-GCM; ChaCha20, which SSH would choose, costs Java several times as
        // much
        manager.setCipherFactories(List.of(BuiltinCiphers.aes256gcm, BuiltinCiphers.aes128gcm));
        CoreModuleProperties.DISCONNECT_TIMEOUT.set(manager, TELLING_MAX);
        CoreModuleProperties.SOCKET_SNDBUF.set(manager, SOCKET_BYTES);
        manager.setChannelStreamWriterResolver((channel, command) -> new SettledWriter(channel));
    }

    /** To be told of whatever comes from the peer, to the byte: on a slow line a large frame takes longer than a ping. */
    static void heard(Session session) {
        session.computeAttributeIfAbsent(HEARD, key -> new AtomicLong()).set(System.nanoTime());
    }

    /** When the last byte came, in the terms of {@link System#nanoTime}. */
    static long heardAtNs(Session session) {
        return session.computeAttributeIfAbsent(HEARD, key -> new AtomicLong(System.nanoTime()))
                .get();
    }

    /**
     * Ends a session and tells the peer why, if it still listens.
     *
     * @return why it ended: what was known before, or this
     */
    static String end(Session session, String reason) {
        String why = Endings.of(session).orElse(reason);
        try {
            if (session.isOpen() && System.nanoTime() - heardAtNs(session) < LISTENS.toNanos()) {
                session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, why);
                return why;
            }
        } catch (IOException e) {
            LOG.debug("the peer could not be told: {}", why, e);
        }
        session.close(true);
        return why;
    }

    /** A wire over an open channel; closing it closes the channel. */
    static Wire over(Channel channel, InputStream in, OutputStream out) {
        // an immediate close would not tell the peer, who would wait for ever
        return new Wire(in, out, wanted -> room(channel.getRemoteWindow(), wanted), () -> channel.close(false));
    }

    private static int room(RemoteWindow window, int wanted) throws IOException {
        while (true) {
            try {
                return (int) Math.min(wanted, window.waitForSpace(LOOK_EVERY));
            } catch (SocketTimeoutException e) {
                if (!window.isOpen()) {
                    throw e;
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Returns from a write when the socket has it: SSH would queue without bound what the network does not take. */
    private static final class SettledWriter extends DefaultChannelStreamWriter {
        SettledWriter(Channel channel) {
            super(channel);
        }

        @Override
        public IoWriteFuture writeData(Buffer buffer) throws IOException {
            IoWriteFuture written = super.writeData(buffer);
            while (!written.await(LOOK_EVERY)) {
                if (!channel.getSession().isOpen()) {
                    throw new IOException("the connection is closed");
                }
            }
            if (written.getException() != null) {
                throw new IOException("the connection has failed", written.getException());
            }
            return written;
        }
    }
}
