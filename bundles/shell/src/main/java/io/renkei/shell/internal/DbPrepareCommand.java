package io.renkei.shell.internal;

import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows, or makes, what this node's half of a link needs in the database. */
@Service
@Command(
        scope = "renkei",
        name = "db-prepare",
        description = "Shows, or makes, what this node's half of a link needs in the database.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class DbPrepareCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--print", description = "Show only; the default")
    private boolean print;

    @Option(name = "--apply", description = "Make what is missing")
    private boolean apply;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        if (print && apply) {
            out().println("say either --print or --apply");
            return ExitStatus.REFUSED;
        }
        if (apply && !confirmed(yes, "db-prepare", link)) {
            return ExitStatus.REFUSED;
        }
        boolean missing = false;
        for (Finding finding : links().prepare(id, apply, actor(""))) {
            missing |= !finding.ok();
            out().println((finding.ok() ? "ok       " : "MISSING  ") + finding.subject() + ": " + finding.message());
            if (!finding.ok() && !finding.statement().isEmpty()) {
                out().println(finding.statement());
            }
        }
        return missing ? ExitStatus.WARNING : ExitStatus.OK;
    }
}
