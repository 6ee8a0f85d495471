package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.LinkStatus;
import io.renkei.api.Nearest;
import io.renkei.api.PendingWidening;
import io.renkei.api.Policy;
import io.renkei.management.Caller;
import io.renkei.management.Role;
import io.renkei.management.SuppressForbidden;
import io.renkei.management.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** What all commands share: who may use it, one plain line for a fault, an exit status, the language of the session. */
@SuppressWarnings("NullAway.Init") // Karaf fills the references before a command runs
abstract class RenkeiCommand implements Action {
    private static final JsonFactory JSON = new JsonFactory();

    @Reference
    private LinkService links;

    @Reference
    private Audit audit;

    @Reference
    private Session session;

    @Option(name = "--json", description = "One JSON document")
    private boolean json;

    /** Does the work and gives the exit status, see {@link ExitStatus}. */
    abstract int run() throws IOException;

    /** The role it needs; a command that says nothing is for administrators. */
    Role role() {
        return Role.ADMIN;
    }

    /** Takes over options that stand behind an argument. */
    void readTrailing() {
        // a command without an argument has none
    }

    @Override
    public final @Nullable Object execute() throws IOException {
        int status = guarded();
        // the shell writes what a command returns into its pipe, and takes nothing for 0
        return status == ExitStatus.OK ? null : status;
    }

    private int guarded() throws IOException {
        try {
            readTrailing();
            return allowed() ? run() : ExitStatus.REFUSED;
        } catch (LinkException e) {
            fault(e.code(), e.link() + ": " + e.detail());
            return switch (e.code()) {
                case WAIT_TIMED_OUT -> ExitStatus.TIMED_OUT;
                case SECOND_PERSON, MOVE_REFUSED -> ExitStatus.REFUSED;
                default -> ExitStatus.ERROR;
            };
        } catch (NoSuchLinkException e) {
            fault(ErrorCode.NO_SUCH_LINK, e.getMessage());
            return ExitStatus.NOTHING_MATCHES;
        } catch (IllegalArgumentException e) {
            wrongUse(e.getMessage());
            return ExitStatus.USAGE;
        } catch (IllegalStateException e) {
            fault(ErrorCode.LINK_NOT_RUNNING, e.getMessage());
            return ExitStatus.ERROR;
        } catch (UncheckedIOException e) {
            fault(ErrorCode.AUDIT_WRITE, e.getMessage());
            return ExitStatus.ERROR;
        }
    }

    /** The container's own check hides a command and says nothing; this one names the role, and the refusal is audited. */
    private boolean allowed() throws IOException {
        Caller caller = Caller.current();
        if (role().heldBy(caller.roles())) {
            return true;
        }
        refused(name(), "", "needs role " + role());
        String held = Role.held(caller.roles());
        fault(
                ErrorCode.NOT_ALLOWED,
                texts().text("role", "renkei:" + name(), role(), who(), held.isEmpty() ? "-" : held));
        return false;
    }

    private String name() {
        return getClass().getAnnotation(Command.class).name();
    }

    private void refused(String act, String subject, String why) {
        Actor actor = actor("");
        audit.write(new AuditRecord(actor.who(), actor.from(), act, subject, why, "", "", "refused"));
    }

    /** A fault by its code: what happened, then what to do. */
    final void fault(ErrorCode code, @Nullable String message) throws IOException {
        if (json) {
            json("error", body -> {
                body.writeStringField("code", code.number());
                body.writeStringField("message", message);
                body.writeStringField("action", code.action(Locale.ENGLISH));
            });
        } else {
            out().println(code.number() + " " + message);
            out().println(code.action(locale()));
        }
    }

    private void wrongUse(@Nullable String message) throws IOException {
        if (json) {
            json("error", body -> body.writeStringField("message", message));
        } else {
            out().println(message);
        }
    }

    /** An edit of the lists that waits: what would newly leave, whose it is, what to do. */
    final void printPending(PendingWidening pending) {
        ErrorCode code = ErrorCode.WIDENING_PENDING;
        out().println("  " + code.number() + " "
                + texts().text("edit.waits", pending.wider().size(), pending.by()));
        for (Policy.AllowedItem item : pending.wider()) {
            out().println("    + " + item.item() + " " + String.join(" ", item.parts()));
        }
        out().println("  " + texts().text("head.action") + ": " + code.action(locale()));
    }

    final boolean asJson() {
        return json;
    }

    final LinkService links() {
        return links;
    }

    /**
     * The link of this name.
     *
     * @throws NoSuchLinkException if it is not on this node, naming the one that was perhaps meant
     */
    final LinkId link(String text) {
        List<LinkStatus> statuses = links.statuses();
        return statuses.stream()
                .map(LinkStatus::link)
                .filter(link -> link.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> nothing(text, statuses));
    }

    /**
     * The halves of the links that a selector names.
     *
     * @throws NoSuchLinkException if there are none
     */
    final List<LinkStatus> select(String selector) {
        List<LinkStatus> statuses = links.statuses();
        List<LinkStatus> found = new Selector(selector).of(statuses);
        if (found.isEmpty()) {
            throw nothing(selector, statuses);
        }
        return found;
    }

    /** A fault that says that nothing matches, and what was perhaps meant. */
    final NoSuchLinkException nothing(String text, List<LinkStatus> statuses) {
        List<String> names = statuses.stream()
                .map(status -> status.link().toString())
                .distinct()
                .toList();
        String said = names.isEmpty() ? texts().text("no.links") : texts().text("no.match", text);
        return new NoSuchLinkException(said
                + Nearest.of(text, names)
                        .map(name -> " " + texts().text("meant", name))
                        .orElse(""));
    }

    final Audit audit() {
        return audit;
    }

    /** Where the next command of a pipe, or a person, reads. */
    @SuppressForbidden("the shell gives each command its own System.out; its console is the terminal, past any pipe")
    final PrintStream out() {
        return System.out;
    }

    /** Japanese if the session's locale is, else English; the order is that of POSIX. */
    final Locale locale() {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            Object value = session.get(name);
            if (value != null && !value.toString().isEmpty()) {
                return value.toString().startsWith("ja") ? Locale.JAPANESE : Locale.ENGLISH;
            }
        }
        return Locale.ENGLISH;
    }

    /** The commands' texts in the language of the session, times in the zone of the node. */
    final Texts texts() {
        return new Texts(RenkeiCommand.class, "messages", locale(), ZoneId.systemDefault());
    }

    final Actor actor(@Nullable String reason) {
        return new Actor(who(), "shell", reason == null ? "" : reason);
    }

    private String who() {
        String user = Caller.current().name();
        return user == null ? "shell" : user;
    }

    /** Whether a writing act may go on: confirmed by option, or by the person at the terminal; a refusal is audited. */
    final boolean confirmed(boolean yes, String act, String subject) throws IOException {
        return yes || confirmed(act, subject, texts().text("confirm", act, subject), "yes", "not.confirmed");
    }

    /** The same for a dangerous act: only by naming what it is done to, by option or at the terminal. */
    final boolean confirmedByName(@Nullable String typed, String act, String subject) throws IOException {
        return subject.equals(typed)
                || confirmed(act, subject, texts().text("confirm.name", act, subject), subject, "not.named");
    }

    private boolean confirmed(String act, String subject, String question, String wanted, String refusal)
            throws IOException {
        if (wanted.equals(answer(question))) {
            return true;
        }
        refused(act, subject, "not confirmed");
        fault(ErrorCode.CONFIRM_NEEDED, texts().text(refusal, act, subject));
        return false;
    }

    private @Nullable String answer(String question) throws IOException {
        if (session.getTerminal() == null || session.getKeyboard() == null) {
            return null;
        }
        try {
            String answer = session.readLine(question + " ", null);
            return answer == null ? null : answer.strip();
        } catch (UnsupportedOperationException e) {
            // a command over a plain connection has no prompt
            return null;
        }
    }

    /** Writes the fields of an object with a schema name. */
    interface JsonBody {
        void writeTo(JsonGenerator json) throws IOException;
    }

    final void json(String schema, JsonBody body) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("schema", "renkei." + schema + "/1");
            body.writeTo(out);
            out.writeEndObject();
        }
        out().println(text);
    }
}
