package io.renkei.shell.internal;

import io.renkei.api.Actor;
import io.renkei.api.AuditRecord;
import io.renkei.api.FederationId;
import io.renkei.api.SettingValues;
import io.renkei.line.Invitations;
import java.io.IOException;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Prints a one-time token with which a federation's site joins this centre, or a centre this site. */
@Service
@Command(
        scope = "renkei",
        name = "site-invite",
        description =
                "Prints a one-time token: at a centre for renkei join at the site, at a site that listens for site-join at the"
                        + " centre.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class SiteInviteCommand extends ArgumentCommand {
    @Argument(name = "federation", description = "Two digits, for example 13", required = true)
    private String federation;

    @Option(name = "--valid", description = "How long the token can be used; default 1d")
    private String valid = "1d";

    @Reference
    private Invitations invitations;

    @Override
    int run() throws IOException {
        FederationId site = FederationId.parse(federation);
        Duration validity = SettingValues.duration(valid);
        Actor actor = actor("");
        audit().write(new AuditRecord(
                actor.who(), actor.from(), "site-invite", "site " + federation, "", "", "valid " + valid, "done"));
        String token = invitations.invite(site, validity);
        if (asJson()) {
            json("site-invite", out -> {
                out.writeStringField("federation", federation);
                out.writeNumberField("validSeconds", validity.toSeconds());
                out.writeStringField("token", token);
            });
        } else {
            // the token alone, so that a script can take it as it is
            out().println(token);
        }
        return ExitStatus.OK;
    }
}
