package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.management.Role;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Starts a link that is paused, failed, refused or fenced. */
@Service
@Command(scope = "renkei", name = "resume", description = "Starts a link that is paused, failed, refused or fenced.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ResumeCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--reason", description = "Goes into the audit trail")
    private @Nullable String reason;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    Role role() {
        return Role.MANAGER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        if (!confirmed(yes, "resume", link)) {
            return ExitStatus.REFUSED;
        }
        links().resume(id, actor(reason));
        if (asJson()) {
            json("resume", out -> out.writeStringField("link", link));
        } else {
            out().println(texts().text("resumed", id));
        }
        return ExitStatus.OK;
    }
}
