package io.renkei.shell.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Says why a link is not running or late, and what to do. */
@Service
@Command(scope = "renkei", name = "why", description = "Says why a link is not running or late, and what to do.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class WhyCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        boolean troubled = false;
        for (LinkStatus status : new Selector(link).of(links().statuses())) {
            LinkState state = status.state();
            out().println(id + " " + status.half() + ": " + state.name());
            if (state.code() != null) {
                troubled = true;
                out().println("  " + state.code().number() + " " + state.detail());
                out().println("  " + state.code().cause(locale()));
                out().println("  " + state.code().action(locale()));
            } else if (state instanceof LinkState.Stale stale) {
                troubled = true;
                out().println("  the last heartbeat that crossed the whole link came at " + stale.lastProbe());
                out().println("  " + ErrorCode.LINE_DOWN.action(locale()));
            } else if (state instanceof LinkState.Paused paused) {
                troubled = true;
                out().println("  paused by " + paused.by() + (paused.until() == null ? "" : " until " + paused.until())
                        + "; end it with renkei:resume " + id);
            } else if (Selector.isLate(status)) {
                troubled = true;
                out().println("  behind since " + status.pendingSince() + "; waiting in the journal: "
                        + (status.journal() == null ? 0 : status.journal().unacknowledgedBytes()) + " bytes");
            } else {
                out().println("  nothing stands against it");
            }
            if (status.far() != null && !status.far().reason().isEmpty()) {
                out().println("  the far half is " + status.far().state() + ": "
                        + status.far().reason());
            }
        }
        return troubled ? ExitStatus.WARNING : ExitStatus.OK;
    }
}
