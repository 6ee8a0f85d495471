package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.SettingValues;
import java.io.IOException;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Stops a link after the batch in hand; it stays paused over a restart. */
@Service
@Command(
        scope = "renkei",
        name = "pause",
        description = "Stops a link after the batch in hand; it stays paused over a restart.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class PauseCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--for", description = "How long, for example 2h")
    private @Nullable String duration;

    @Option(name = "--until-resumed", description = "Without an end")
    private boolean untilResumed;

    @Option(name = "--reason", description = "Goes into the audit trail")
    private @Nullable String reason;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        if ((duration == null) != untilResumed) {
            out().println("say either --for 2h or --until-resumed");
            return ExitStatus.REFUSED;
        }
        if (!confirmed(yes, "pause", link)) {
            return ExitStatus.REFUSED;
        }
        Instant until = duration == null ? null : Instant.now().plus(SettingValues.duration(duration));
        links().pause(id, until, actor(reason));
        out().println("paused " + id + (until == null ? "" : " until " + until));
        return ExitStatus.OK;
    }
}
