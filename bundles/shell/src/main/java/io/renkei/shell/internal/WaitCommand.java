package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.SettingValues;
import io.renkei.management.Role;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Returns when everything committed at the source before the call is applied. */
@Service
@Command(
        scope = "renkei",
        name = "wait",
        description = "Returns when everything committed at the source before the call is applied.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class WaitCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--timeout", description = "How long to wait, for example 30s; default 60s")
    private String timeout = "60s";

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        String position = links().describe(id, links().await(id, SettingValues.duration(timeout)));
        if (asJson()) {
            json("wait", out -> {
                out.writeStringField("link", link);
                out.writeStringField("applied", position);
            });
        } else {
            out().println(texts().text("applied.up.to", position));
        }
        return ExitStatus.OK;
    }
}
