package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkService;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** What all commands share: one plain line for a fault, an exit status, the language of the session. */
@SuppressWarnings("NullAway.Init") // Karaf fills the references before a command runs
abstract class RenkeiCommand implements Action {
    private static final JsonFactory JSON = new JsonFactory();

    @Reference
    private LinkService links;

    @Reference
    private Audit audit;

    @Reference
    private Session session;

    /** Does the work and gives the exit status, see {@link ExitStatus}. */
    abstract int run() throws IOException;

    /** Takes over options that stand behind an argument. */
    void readTrailing() {
        // a command without an argument has none
    }

    @Override
    public final Object execute() throws IOException {
        try {
            readTrailing();
            return run();
        } catch (LinkException e) {
            out().println(e.code().number() + " " + e.link() + ": " + e.detail());
            out().println(e.code().action(locale()));
            return e.code() == ErrorCode.WAIT_TIMED_OUT ? ExitStatus.TIMED_OUT : ExitStatus.ERROR;
        } catch (IllegalArgumentException e) {
            out().println(ErrorCode.NO_SUCH_LINK.number() + " " + e.getMessage());
            return ExitStatus.NOTHING_MATCHES;
        } catch (IllegalStateException e) {
            out().println(ErrorCode.LINK_NOT_RUNNING.number() + " " + e.getMessage());
            return ExitStatus.ERROR;
        }
    }

    final LinkService links() {
        return links;
    }

    final Audit audit() {
        return audit;
    }

    final PrintStream out() {
        return session.getConsole();
    }

    /** Japanese if the session's locale is, else English. */
    final Locale locale() {
        for (String name : new String[] {"LC_ALL", "LANG"}) {
            Object value = session.get(name);
            if (value != null && !value.toString().isEmpty()) {
                return value.toString().startsWith("ja") ? Locale.JAPANESE : Locale.ENGLISH;
            }
        }
        return Locale.ENGLISH;
    }

    final Actor actor(@Nullable String reason) {
        Object user = session.get("USER");
        return new Actor(user == null ? "shell" : user.toString(), "shell", reason == null ? "" : reason);
    }

    /** Whether a writing act may go on: confirmed by option, or by the person at the terminal; a refusal is audited. */
    final boolean confirmed(boolean yes, String act, String subject) throws IOException {
        if (yes) {
            return true;
        }
        boolean asked = session.getTerminal() != null && session.getKeyboard() != null;
        if (asked) {
            try {
                asked = session.readLine(act + " " + subject + "? (yes/no) ", null)
                        .strip()
                        .equals("yes");
            } catch (UnsupportedOperationException e) {
                // a command over a plain connection has no prompt
                asked = false;
            }
        }
        if (!asked) {
            Actor actor = actor("");
            audit.write(new AuditRecord(actor.who(), actor.from(), act, subject, "not confirmed", "", "", "refused"));
            out().println(ErrorCode.CONFIRM_NEEDED.number() + " " + ErrorCode.CONFIRM_NEEDED.action(locale()));
        }
        return asked;
    }

    /** Writes an object with a schema name. */
    interface JsonBody {
        void writeTo(JsonGenerator json) throws IOException;
    }

    final void json(String schema, JsonBody body) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("schema", "renkei." + schema + "/1");
            body.writeTo(json);
            json.writeEndObject();
        }
        out().println(text);
    }
}
