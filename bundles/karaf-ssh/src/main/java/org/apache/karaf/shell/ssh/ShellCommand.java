package org.apache.karaf.shell.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.ShellUtil;
import org.apache.karaf.util.filesstream.FilesStream;
import org.apache.karaf.util.jaas.JaasHelper;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command over SSH ({@code ssh host 'command'}). Takes the place of Karaf's class of this name, which closes the
 * connection when the command has ended: a socket that is closed while the client's acknowledgements still wait in it is
 * reset, and the client loses output that it had received but not read. Here the channel is closed, as the protocol
 * wants, and the client closes the connection.
 */
public class ShellCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

    private final SessionFactory sessions;
    private final String command;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback exit;

    public ShellCommand(SessionFactory sessions, String command) {
        this.sessions = sessions;
        this.command = command;
    }

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
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        new Thread(() -> run(channel.getServerSession(), environment), "ssh command " + channel.getChannelId()).start();
    }

    @Override
    public void destroy(ChannelSession channel) {
        // the command runs to its end: a client that went away does not leave half an act behind
    }

    private void run(ServerSession connection, Environment environment) {
        int status = 1;
        PrintStream output = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, false, StandardCharsets.UTF_8);
        try {
            Session session = sessions.create(in, output, errors);
            environment.getEnv().forEach(session::put);
            try {
                status =
                        status(execute(session, connection.getAttribute(KarafJaasAuthenticator.SUBJECT_ATTRIBUTE_KEY)));
            } catch (Exception | LinkageError e) {
                ShellUtil.logException(session, e);
            }
        } catch (RuntimeException e) {
            LOG.error("the shell did not start", e);
        } finally {
            // what was printed is on its way before the channel is closed
            output.flush();
            errors.flush();
            exit.onExit(status);
        }
    }

    private static int status(Object result) {
        return result instanceof Integer number ? number : 0;
    }

    private Object execute(Session session, Subject subject) throws Exception {
        if (subject == null) {
            return executeWithScripts(session);
        }
        session.put(Subject.class.getName(), subject);
        try {
            return JaasHelper.doAs(subject, (PrivilegedExceptionAction<Object>) () -> executeWithScripts(session));
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private Object executeWithScripts(Session session) throws Exception {
        String scripts = System.getProperty("karaf.exec.init.script", System.getProperty("karaf.shell.init.script"));
        if (scripts != null) {
            FilesStream.stream(scripts).forEach(script -> runScript(session, script));
        }
        return session.execute(command);
    }

    private static void runScript(Session session, Path script) {
        try {
            session.execute(Files.readString(script));
        } catch (Exception e) {
            LOG.warn("initialization script {} failed", script, e);
        }
    }
}
