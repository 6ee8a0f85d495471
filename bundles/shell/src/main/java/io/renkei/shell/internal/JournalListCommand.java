package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.Journal;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.SegmentInfo;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.util.List;
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
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        Journal journal = links().journal(id);
        List<SegmentInfo> segments = journal == null ? List.of() : journal.segments();
        if (asJson()) {
            json("journal-list", out -> {
                out.writeStringField("link", link);
                out.writeBooleanField("open", journal != null);
                out.writeArrayFieldStart("segments");
                for (SegmentInfo segment : segments) {
                    out.writeStartObject();
                    writeFields(out, links(), id, segment);
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
        } else if (segments.isEmpty()) {
            out().println(texts().text(journal == null ? "no.journal" : "no.segments", id));
        } else {
            print(id, segments);
        }
        return journal == null ? ExitStatus.NOTHING_MATCHES : ExitStatus.OK;
    }

    private void print(LinkId id, List<SegmentInfo> segments) {
        Texts texts = texts();
        Table table = Table.of(texts, "segment", ">epoch", ">batches", "from", "to", ">size", "written");
        for (SegmentInfo segment : segments) {
            table.row(
                    segment.file().getFileName(),
                    segment.epoch(),
                    segment.firstSeq() == 0 ? "-" : segment.firstSeq() + "-" + segment.lastSeq(),
                    links().describe(id, segment.from()),
                    links().describe(id, segment.to()),
                    Texts.bytes(segment.bytes()),
                    texts.time(segment.lastWritten()));
        }
        table.print(out());
    }

    /** What every document says of a segment. */
    static void writeFields(JsonGenerator out, LinkService links, LinkId id, SegmentInfo segment) throws IOException {
        out.writeStringField("file", String.valueOf(segment.file().getFileName()));
        out.writeNumberField("epoch", segment.epoch().value());
        out.writeNumberField("firstBatch", segment.firstSeq());
        out.writeNumberField("lastBatch", segment.lastSeq());
        out.writeStringField("from", links.describe(id, segment.from()));
        out.writeStringField("to", links.describe(id, segment.to()));
        out.writeNumberField("bytes", segment.bytes());
        out.writeStringField("lastWritten", segment.lastWritten().toString());
    }
}
