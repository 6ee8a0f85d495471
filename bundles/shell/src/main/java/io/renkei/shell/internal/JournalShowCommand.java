package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.BatchInfo;
import io.renkei.api.Journal;
import io.renkei.api.LinkId;
import io.renkei.api.SegmentInfo;
import io.renkei.api.SegmentView;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows what is in a segment of a link's journal: sizes, counts and positions, never a value. */
@Service
@Command(
        scope = "renkei",
        name = "journal-show",
        description = "Shows the batches in a segment of a link's journal; values are never shown.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class JournalShowCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--segment", description = "The segment that holds the batch of this number; default the last")
    private @Nullable Long segment;

    @Option(name = "--limit", description = "How many batches; default 20, at most 10000")
    private int limit = 20;

    @Override
    Role role() {
        return Role.MANAGER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        if (limit < 1 || limit > Journal.VIEW_MAX) {
            throw new IllegalArgumentException(texts().text("show.limit", Journal.VIEW_MAX));
        }
        Journal journal = links().journal(id);
        if (journal == null) {
            return nothing(id, false, texts().text("no.journal", id));
        }
        List<SegmentInfo> held =
                journal.segments().stream().filter(info -> info.firstSeq() > 0).toList();
        if (held.isEmpty()) {
            return nothing(id, true, texts().text("no.segments", id));
        }
        long first = held.get(0).firstSeq();
        long last = held.get(held.size() - 1).lastSeq();
        long seq = segment == null ? last : segment;
        if (seq < first || seq > last) {
            return nothing(id, true, texts().text("no.batch", id, first, last, seq));
        }
        SegmentView view = journal.view(seq, limit);
        if (asJson()) {
            json("journal-show", out -> write(out, id, true, view));
        } else {
            print(id, view);
        }
        return ExitStatus.OK;
    }

    private int nothing(LinkId id, boolean open, String said) throws IOException {
        if (asJson()) {
            json("journal-show", out -> write(out, id, open, null));
        } else {
            out().println(said);
        }
        return ExitStatus.NOTHING_MATCHES;
    }

    private void print(LinkId id, SegmentView view) {
        Texts texts = texts();
        SegmentInfo segment = view.segment();
        long held = segment.lastSeq() - segment.firstSeq() + 1;
        out().println(texts.text(
                "show.head",
                segment.file().getFileName(),
                segment.epoch(),
                segment.firstSeq(),
                segment.lastSeq(),
                Texts.bytes(segment.bytes()),
                view.batches().size(),
                held));
        Table table = Table.of(
                texts, ">batch", "kind", "from", "to", "time", ">items", ">parts", ">raw", ">stored", "confirmed");
        for (BatchInfo batch : view.batches()) {
            table.row(
                    batch.seq(),
                    texts.text("batch." + batch.type().name().toLowerCase(Locale.ROOT)),
                    links().describe(id, batch.from()),
                    links().describe(id, batch.to()),
                    texts.time(batch.writtenAt()),
                    Texts.count(batch.items()),
                    Texts.count(batch.frames()),
                    Texts.bytes(batch.rawBytes()),
                    Texts.bytes(batch.storedBytes()),
                    texts.text(batch.acknowledged() ? "yes" : "no"));
        }
        table.print(out());
    }

    private void write(JsonGenerator out, LinkId id, boolean open, @Nullable SegmentView view) throws IOException {
        out.writeStringField("link", link);
        out.writeBooleanField("open", open);
        if (view != null) {
            out.writeObjectFieldStart("segment");
            JournalListCommand.writeFields(out, links(), id, view.segment());
            out.writeEndObject();
        }
        out.writeArrayFieldStart("batches");
        if (view != null) {
            for (BatchInfo batch : view.batches()) {
                write(out, id, view.segment(), batch);
            }
        }
        out.writeEndArray();
    }

    private void write(JsonGenerator out, LinkId id, SegmentInfo segment, BatchInfo batch) throws IOException {
        out.writeStartObject();
        out.writeNumberField("batch", batch.seq());
        out.writeStringField("kind", batch.type().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("epoch", segment.epoch().value());
        out.writeStringField("from", links().describe(id, batch.from()));
        out.writeStringField("to", links().describe(id, batch.to()));
        out.writeStringField("label", batch.label());
        out.writeStringField("written", batch.writtenAt().toString());
        out.writeStringField("newestCommit", batch.newestCommit().toString());
        out.writeNumberField("items", batch.items());
        out.writeNumberField("parts", batch.frames());
        out.writeNumberField("rawBytes", batch.rawBytes());
        out.writeNumberField("storedBytes", batch.storedBytes());
        out.writeBooleanField("confirmed", batch.acknowledged());
        out.writeEndObject();
    }
}
