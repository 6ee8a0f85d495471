package io.renkei.shell.internal;

import io.renkei.api.Actor;
import io.renkei.api.AuditRecord;
import io.renkei.line.Invitations;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Joins a site that this centre shall dial. */
@Service
@Command(
        scope = "renkei",
        name = "site-join",
        description =
                "Joins a site that waits for this centre, with the token of site-invite there, and dials it from now on.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class SiteJoinCommand extends ArgumentCommand {
    @Argument(name = "token", description = "What renkei:site-invite has printed at the site", required = true)
    private String token;

    @Reference
    private Invitations invitations;

    @Override
    int run() throws IOException {
        Actor actor = actor("");
        // the token is a secret until it is used: not in the trail
        audit().write(new AuditRecord(actor.who(), actor.from(), "site-join", "line", "", "", "", "begun"));
        String site = invitations.join(token);
        audit().write(new AuditRecord(actor.who(), actor.from(), "site-join", site, "", "", "", "done"));
        if (asJson()) {
            json("site-join", out -> out.writeStringField("joined", site));
        } else {
            out().println(texts().text("joined", site));
        }
        return ExitStatus.OK;
    }
}
