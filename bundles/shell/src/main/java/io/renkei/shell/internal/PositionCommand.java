package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows up to where a link has captured and applied. */
@Service
@Command(scope = "renkei", name = "position", description = "Shows up to where a link has captured and applied.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class PositionCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        for (LinkStatus status : new Selector(link).of(links().statuses())) {
            out().println(status.half() + ": captured " + links().describe(id, status.captured()) + ", applied "
                    + links().describe(id, status.applied()));
        }
        return ExitStatus.OK;
    }
}
