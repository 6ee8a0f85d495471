package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.ItemTotals;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.MoveSurvey;
import io.renkei.api.Position;
import io.renkei.api.Stretch;
import io.renkei.api.TargetPlace;
import io.renkei.management.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says where a target stands and what a move would do, for people and for programs. */
final class MoveText {
    private final LinkService links;
    private final Texts texts;

    MoveText(LinkService links, Texts texts) {
        this.links = links;
        this.texts = texts;
    }

    void print(PrintStream out, LinkId link, TargetPlace place) {
        Position from = place.movedFrom();
        Position to = place.movedTo();
        out.println(texts.text("place", link, links.describe(link, place.position())));
        out.println(
                from == null || to == null
                        ? texts.text("place.never")
                        : texts.text("place.moved", links.describe(link, from), links.describe(link, to)));
        if (place.replays()) {
            out.println(texts.text("place.replays", links.describe(link, place.replayedTo())));
        }
        out.println(texts.text("place.collisions", Texts.count(place.collisions())));
        if (place.waitsToLeaveOut()) {
            out.println(texts.text("place.leaves", links.describe(link, place.leavesOut())));
        }
        out.println(texts.text("place.left", Texts.count(place.leftOut())));
    }

    void print(PrintStream out, LeaveOutSurvey survey) {
        LinkId link = survey.link();
        out.println(texts.text(
                "leave.out",
                link,
                links.describe(link, survey.transaction()),
                links.describe(link, survey.place().position())));
        print(out, survey.stretch());
    }

    void print(PrintStream out, MoveSurvey survey) {
        LinkId link = survey.link();
        out.println(texts.text(
                survey.undo() ? "move.undo" : survey.back() ? "move.back" : "move.forward",
                link,
                links.describe(link, survey.place().position()),
                links.describe(link, survey.to())));
        if (survey.breaksOff()) {
            out.println(texts.text(
                    "move.breaks", links.describe(link, survey.place().replayedTo())));
        }
        print(out, survey.stretch());
        out.println(texts.text("move.range", links.describe(link, survey.begin()), links.describe(link, survey.end())));
    }

    private void print(PrintStream out, Stretch stretch) {
        Instant oldest = stretch.oldest();
        Instant newest = stretch.newest();
        out.println(
                oldest == null || newest == null
                        ? texts.text("move.nothing")
                        : texts.text(
                                "move.stretch",
                                Texts.count(stretch.transactions()),
                                Texts.count(stretch.items()),
                                texts.time(oldest),
                                texts.time(newest)));
        if (!stretch.changes().isEmpty()) {
            Table table =
                    Table.of(texts, "item", ">inserted", ">updated", ">deleted", ">truncated", ">loaded", ">total");
            for (ItemTotals item : stretch.changes()) {
                List<Object> row = new ArrayList<>(List.of(item.item()));
                StatsCommand.figures(item).forEach(figure -> row.add(Texts.count(figure)));
                table.row(row.toArray());
            }
            table.print(out);
        }
    }

    void write(JsonGenerator out, LinkId link, TargetPlace place) throws IOException {
        out.writeObjectFieldStart("target");
        position(out, "position", link, place.position());
        position(out, "movedFrom", link, place.movedFrom());
        position(out, "movedTo", link, place.movedTo());
        position(out, "replaysTo", link, place.replays() ? place.replayedTo() : null);
        out.writeNumberField("collisions", place.collisions());
        position(out, "leavesOut", link, place.waitsToLeaveOut() ? place.leavesOut() : null);
        out.writeNumberField("leftOut", place.leftOut());
        out.writeEndObject();
    }

    void write(JsonGenerator out, MoveSurvey survey, boolean moved) throws IOException {
        LinkId link = survey.link();
        out.writeStringField("link", link.toString());
        out.writeBooleanField("moved", moved);
        position(out, "from", link, survey.place().position());
        position(out, "to", link, survey.to());
        out.writeBooleanField("back", survey.back());
        out.writeBooleanField("undo", survey.undo());
        position(out, "begin", link, survey.begin());
        position(out, "end", link, survey.end());
        write(out, survey.stretch());
    }

    void write(JsonGenerator out, LeaveOutSurvey survey, boolean done) throws IOException {
        LinkId link = survey.link();
        out.writeStringField("link", link.toString());
        out.writeBooleanField("leftOut", done);
        position(out, "transaction", link, survey.transaction());
        position(out, "position", link, survey.place().position());
        write(out, survey.stretch());
    }

    private static void write(JsonGenerator out, Stretch stretch) throws IOException {
        out.writeNumberField("batches", stretch.batches());
        out.writeNumberField("transactions", stretch.transactions());
        time(out, "oldest", stretch.oldest());
        time(out, "newest", stretch.newest());
        StatsCommand.writeItems(out, stretch.changes());
    }

    private void position(JsonGenerator out, String name, LinkId link, @Nullable Position position) throws IOException {
        out.writeStringField(name, position == null ? null : links.describe(link, position));
    }

    private static void time(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
        out.writeStringField(name, time == null ? null : time.toString());
    }
}
