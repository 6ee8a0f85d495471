package io.renkei.line.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.channel.throttle.DefaultChannelStreamWriter;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;

/** What both ends of an SSH connection have in common: how channels become wires, and what they may hold in memory. */
final class SshWires {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

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
        manager.setChannelStreamWriterResolver((channel, command) -> new SettledWriter(channel));
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

    private static IOException interrupted(InterruptedException cause) {
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
