package io.renkei.shell.internal;

import io.renkei.api.Journal;
import io.renkei.api.LinkId;
import io.renkei.api.SegmentInfo;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the segments of a link's journal. */
@Service
@Command(scope = "renkei", name = "journal-list", description = "Shows the segments of a link's journal.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class JournalListCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        Journal journal = links().journal(id);
        if (journal == null) {
            out().println(id + " has no journal open on this node");
            return ExitStatus.NOTHING_MATCHES;
        }
        Table table = new Table("SEGMENT", "EPOCH", "BATCHES", "FROM", "TO", "BYTES", "LAST WRITTEN");
        for (SegmentInfo segment : journal.segments()) {
            table.row(
                    segment.file().getFileName(),
                    segment.epoch(),
                    segment.firstSeq() == 0 ? "-" : segment.firstSeq() + "-" + segment.lastSeq(),
                    links().describe(id, segment.from()),
                    links().describe(id, segment.to()),
                    segment.bytes(),
                    segment.lastWritten());
        }
        table.print(out());
        return ExitStatus.OK;
    }
}
