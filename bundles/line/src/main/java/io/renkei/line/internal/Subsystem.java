package io.renkei.line.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A named channel that the centre serves with one thread for as long as it is open. */
final class Subsystem implements SubsystemFactory {
    static final String DATA = "renkei-data";
    static final String CONTROL = "renkei-control";
    static final String JOIN = "renkei-join";

    /** Serves one channel. */
    interface Service {
        /** Returns when the channel has ended; the wire closes the channel. */
        void serve(Wire wire, ChannelSession channel);
    }

    private final String name;
    private final Service service;

    Subsystem(String name, Service service) {
        this.name = name;
        this.service = service;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Command createSubsystem(ChannelSession channel) {
        return new Served();
    }

    private final class Served implements Command {
        private @Nullable InputStream in;
        private @Nullable OutputStream out;
        private @Nullable ExitCallback exit;

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            // nothing is said there
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            InputStream input = in;
            OutputStream output = out;
            if (input == null || output == null) {
                throw new IOException("the channel has no streams");
            }
            Wire wire = SshWires.over(channel, input, output);
            LineThreads.channel(name + " " + channel.getSession().getUsername(), () -> {
                service.serve(wire, channel);
                ExitCallback callback = exit;
                if (callback != null) {
                    callback.onExit(0);
                }
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            // the thread ends with the streams
        }
    }
}
