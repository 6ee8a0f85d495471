package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows one link in detail. */
@Service
@Command(scope = "renkei", name = "link", description = "Shows one link in detail.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class LinkCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        Instant now = Instant.now();
        for (LinkStatus status : new Selector(link).of(links().statuses())) {
            out().println(id + " " + status.half() + ": " + status.state().name() + " since "
                    + status.state().since());
            if (status.state().code() != null) {
                out().println("  reason    " + status.state().code().number() + " "
                        + status.state().detail());
            }
            out().println("  captured  " + links().describe(id, status.captured()));
            out().println("  applied   " + links().describe(id, status.applied()));
            Duration lag = status.lag(now);
            out().println("  lag       " + (lag == null ? "unknown here" : Times.brief(lag)));
            out().println("  items     " + status.counters().items() + " in "
                    + status.counters().batches()
                    + " batches, " + status.counters().rawBytes() + " bytes, "
                    + status.counters().wireBytes()
                    + " on the line, " + status.counters().retries() + " retries");
            out().println("  probe     " + (status.lastProbe() == null ? "none yet" : status.lastProbe()));
            out().println("  config    " + status.configFile());
            out().println("  routes    " + status.routeVersion());
        }
        return ExitStatus.OK;
    }
}
