package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.renkei.api.Audit;
import io.renkei.api.Line;
import io.renkei.api.LinkService;
import io.renkei.line.Invitations;
import io.renkei.management.InMemoryAudit;
import io.renkei.management.InMemoryLinks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.apache.karaf.shell.support.parsing.CommandLineImpl;

/** Karaf's own shell around the commands: its parser, its options, its exit status; somebody logged in. */
final class Shell implements AutoCloseable {
    static final List<Class<?>> COMMANDS = List.of(
            AuditListCommand.class,
            ConfigActivateCommand.class,
            ConfigCheckCommand.class,
            ConfigShowCommand.class,
            DbPrepareCommand.class,
            ExplainCommand.class,
            JournalListCommand.class,
            JournalShowCommand.class,
            LineListCommand.class,
            LinkCommand.class,
            PauseCommand.class,
            PositionCommand.class,
            ReaderCreateCommand.class,
            ResumeCommand.class,
            SiteInviteCommand.class,
            SiteJoinCommand.class,
            StatsCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            WaitCommand.class,
            WaitReadyCommand.class,
            WhyCommand.class);

    final InMemoryLinks links = new InMemoryLinks();
    final InMemoryAudit audit = new InMemoryAudit();
    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final SessionFactoryImpl factory;
    private String language = "";

    /** What a command did. */
    record Outcome(Object status, String text) {}

    Shell(Line line, Invitations invitations) {
        streams.start();
        factory = new SessionFactoryImpl(streams);
        factory.getRegistry().register(() -> links, LinkService.class);
        factory.getRegistry().register(() -> audit, Audit.class);
        factory.getRegistry().register(() -> line, Line.class);
        factory.getRegistry().register(() -> invitations, Invitations.class);
        ManagerImpl manager = new ManagerImpl(factory.getRegistry(), factory.getRegistry());
        for (Class<?> service : List.of(LinkCompleter.class, SelectorCompleter.class, CodeCompleter.class)) {
            manager.register(service);
        }
        COMMANDS.forEach(manager::register);
        manager.register(CountLines.class);
    }

    Shell speaking(String locale) {
        language = locale;
        return this;
    }

    Outcome admin(String command) throws Exception {
        return as("ada", command, "admin", "manager", "viewer");
    }

    /** Runs a command as somebody with these roles. */
    @SuppressWarnings("removal")
    Outcome as(String user, String command, String... roles) throws Exception {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        for (String role : roles) {
            subject.getPrincipals().add(new RolePrincipal(role));
        }
        return Subject.doAs(subject, (PrivilegedExceptionAction<Outcome>) () -> run(command));
    }

    private Outcome run(String command) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (Session session = factory.create(new ByteArrayInputStream(new byte[0]), out, out)) {
            session.put("LC_ALL", language);
            Object status = session.execute(command);
            out.flush();
            // what the shell over SSH makes of nothing
            return new Outcome(status == null ? 0 : status, bytes.toString(StandardCharsets.UTF_8));
        }
    }

    /** What the shell offers behind a line that is being typed; the last word is that under the cursor. */
    List<String> complete(String line) {
        String[] words = line.split(" ", -1);
        int last = words.length - 1;
        CommandLine typed = new CommandLineImpl(words, last, words[last].length(), line.length(), line);
        List<String> candidates = new ArrayList<>();
        try (Session session = factory.create(InputStream.nullInputStream(), System.out, System.err)) {
            for (Command command : factory.getRegistry().getCommands()) {
                if (command.getScope().equals("renkei")) {
                    command.getCompleter(true).complete(session, typed, candidates);
                }
            }
        }
        return candidates.stream().map(String::strip).sorted().toList();
    }

    /** Field names and values of a document, in order, after it was read to its end. */
    static List<String> parsed(String json) throws Exception {
        List<String> tokens = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                tokens.add(parser.getText());
            }
        }
        return tokens;
    }

    @Override
    public void close() {
        factory.stop();
        streams.stop();
    }
}
