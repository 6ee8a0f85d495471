package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows how many rows the targets of links have committed, by table and operation. */
@Service
@Command(
        scope = "renkei",
        name = "stats",
        description = "Shows how many rows the targets of links have committed, by table and operation.")
public final class StatsCommand extends ArgumentCommand {
    private static final String NONE = "-";

    @Argument(name = "selector", description = "Link id, pattern such as *-13-*, or set such as @failed or @late")
    @Completion(SelectorCompleter.class)
    private String selector = "*";

    @Option(name = "--csv", description = "Comma separated, plain numbers")
    private boolean csv;

    /** What a link answered: statistics, or why there are none. */
    private record Answer(
            LinkId link,
            @Nullable ItemStatistics statistics,
            @Nullable LinkException fault) {
        String note() {
            return fault == null ? "" : fault.code().number() + " " + fault.detail();
        }
    }

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<Answer> answers = select(selector).stream()
                .map(LinkStatus::link)
                .distinct()
                .map(this::ask)
                .toList();
        if (asJson()) {
            json("stats", out -> write(out, answers));
        } else if (csv) {
            printCsv(answers);
        } else {
            print(answers, Instant.now());
        }
        return answers.stream().allMatch(answer -> answer.fault() == null) ? ExitStatus.OK : ExitStatus.ERROR;
    }

    /** A site that is away must not hide the others. */
    private Answer ask(LinkId link) {
        try {
            return new Answer(link, links().statistics(link), null);
        } catch (LinkException e) {
            return new Answer(link, null, e);
        }
    }

    private void print(List<Answer> answers, Instant now) {
        Table table = Table.of(
                texts(),
                "link",
                "item",
                ">inserted",
                ">updated",
                ">deleted",
                ">truncated",
                ">loaded",
                ">total",
                ">since",
                "note");
        for (Answer answer : answers) {
            ItemStatistics statistics = answer.statistics();
            String since = statistics == null ? NONE : Texts.ago(statistics.since(), now);
            if (statistics == null || statistics.items().isEmpty()) {
                table.row(answer.link(), NONE, NONE, NONE, NONE, NONE, NONE, NONE, since, answer.note());
                continue;
            }
            for (ItemTotals item : statistics.items()) {
                List<Object> row = new ArrayList<>(List.of(answer.link(), item.item()));
                figures(item).forEach(figure -> row.add(Texts.count(figure)));
                row.addAll(List.of(since, ""));
                table.row(row.toArray());
            }
        }
        table.print(out());
    }

    /** The columns of numbers, in order. */
    static List<Long> figures(ItemTotals item) {
        return List.of(item.inserted(), item.updated(), item.deleted(), item.truncated(), item.loaded(), item.total());
    }

    private void printCsv(List<Answer> answers) {
        Table table = new Table(
                "link", "item", "inserted", "updated", "deleted", "truncated", "loaded", "total", "since", "note");
        for (Answer answer : answers) {
            ItemStatistics statistics = answer.statistics();
            if (statistics == null) {
                table.row(answer.link(), "", "", "", "", "", "", "", "", answer.note());
                continue;
            }
            for (ItemTotals item : statistics.items()) {
                List<Object> row = new ArrayList<>(List.of(answer.link(), item.item()));
                row.addAll(figures(item));
                row.addAll(List.of(statistics.since(), ""));
                table.row(row.toArray());
            }
        }
        table.printCsv(out());
    }

    private static void write(JsonGenerator out, List<Answer> answers) throws IOException {
        out.writeArrayFieldStart("links");
        for (Answer answer : answers) {
            out.writeStartObject();
            out.writeStringField("link", answer.link().toString());
            if (answer.statistics() != null) {
                writeItems(out, answer.statistics());
            }
            if (answer.fault() != null) {
                out.writeStringField("code", answer.fault().code().number());
                out.writeStringField("message", answer.fault().detail());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeItems(JsonGenerator out, ItemStatistics statistics) throws IOException {
        out.writeStringField("since", statistics.since().toString());
        writeItems(out, statistics.items());
    }

    /** What was done to items, as an array. */
    static void writeItems(JsonGenerator out, List<ItemTotals> items) throws IOException {
        out.writeArrayFieldStart("items");
        for (ItemTotals item : items) {
            out.writeStartObject();
            out.writeStringField("item", item.item());
            out.writeNumberField("inserted", item.inserted());
            out.writeNumberField("updated", item.updated());
            out.writeNumberField("deleted", item.deleted());
            out.writeNumberField("truncated", item.truncated());
            out.writeNumberField("loaded", item.loaded());
            out.writeNumberField("total", item.total());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
