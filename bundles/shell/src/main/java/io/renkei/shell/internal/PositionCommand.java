package io.renkei.shell.internal;

import io.renkei.api.Environment;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.TargetPlace;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows up to where a link has captured and applied, and moves its target within the journal (R071). */
@Service
@Command(
        scope = "renkei",
        name = "position",
        description = "Shows up to where a link has captured and applied, and moves its target within the journal.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class PositionCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod; to show, a selector too", required = true)
    @Completion(SelectorCompleter.class)
    private String link;

    @Option(
            name = "--to",
            description = "Moves the target: now (skips what the journal holds), begin, a time of a commit such as"
                    + " 2026-04-01T09:00:00, or a place as this command shows it")
    private @Nullable String to;

    @Option(name = "--undo", description = "Moves the target to where its last move took it from")
    private boolean undo;

    @Option(
            name = "--skip-tx",
            description = "Leaves out the transaction that was committed at this place, as an error names it")
    private @Nullable String skipTx;

    @Option(name = "--moves", description = "Asks the target what it knows of its last move and of collisions")
    private boolean moves;

    @Option(name = "--dry-run", description = "Says what a move would do, and does nothing")
    private boolean dryRun;

    @Option(name = "--confirm", description = "On production, the id of the link once more")
    private @Nullable String confirm;

    @Option(name = "--yes", description = "Do not ask; not enough on production")
    private boolean yes;

    @Option(name = "--reason", description = "Goes into the audit trail")
    private @Nullable String reason;

    @Override
    Role role() {
        if (!changes()) {
            return Role.VIEWER;
        }
        return dryRun ? Role.MANAGER : Role.ADMIN;
    }

    private boolean changes() {
        return to != null || undo || skipTx != null;
    }

    @Override
    int run() throws IOException {
        if (changes()) {
            boolean several = (to != null && undo) || (skipTx != null && (to != null || undo));
            if (several || moves) {
                throw new IllegalArgumentException(texts().text("move.how"));
            }
            LinkId id = link(link);
            return skipTx == null ? move(id) : leaveOut(id, skipTx);
        }
        if (dryRun || yes || confirm != null || reason != null) {
            throw new IllegalArgumentException(texts().text("move.how"));
        }
        return moves ? showMoves() : show();
    }

    private int leaveOut(LinkId id, String place) throws IOException {
        LeaveOutSurvey survey = links().surveyTransaction(id, place);
        MoveText text = text();
        if (!goesOn(id, () -> text.print(out(), survey))) {
            return ExitStatus.REFUSED;
        }
        if (!dryRun) {
            links().leaveOut(survey, actor(reason));
        }
        String said = texts().text("leaves", id, links().describe(id, survey.transaction()));
        return done("leave-out", out -> text.write(out, survey, !dryRun), said);
    }

    private int move(LinkId id) throws IOException {
        MoveSurvey survey = links().survey(id, to == null ? new MoveGoal.Undo() : goal(to));
        MoveText text = text();
        if (!goesOn(id, () -> text.print(out(), survey))) {
            return ExitStatus.REFUSED;
        }
        if (!dryRun) {
            links().move(survey, actor(reason));
        }
        String said = texts().text("moved", id, links().describe(id, survey.to()));
        return done("move", out -> text.write(out, survey, !dryRun), said);
    }

    private MoveText text() {
        return new MoveText(links(), texts());
    }

    /** Says first what it would mean. */
    private boolean goesOn(LinkId id, Runnable print) throws IOException {
        if (!asJson()) {
            print.run();
        }
        return dryRun || confirmed(id);
    }

    private int done(String schema, JsonBody body, String said) throws IOException {
        if (asJson()) {
            json(schema, body);
        } else {
            out().println(dryRun ? texts().text("move.dry") : said);
        }
        return ExitStatus.OK;
    }

    private MoveGoal goal(String text) {
        return MoveGoals.parse(text, ZoneId.systemDefault())
                .orElseThrow(() -> new IllegalArgumentException(texts().text("move.time", text)));
    }

    private boolean confirmed(LinkId id) throws IOException {
        return id.environment() == Environment.PROD
                ? confirmedByName(confirm, "position", id.toString())
                : confirmed(yes || id.toString().equals(confirm), "position", id.toString());
    }

    private int showMoves() throws IOException {
        LinkId id = link(link);
        TargetPlace place = links().place(id);
        MoveText text = text();
        if (asJson()) {
            json("target", out -> {
                out.writeStringField("link", id.toString());
                text.write(out, id, place);
            });
        } else {
            text.print(out(), id, place);
        }
        return ExitStatus.OK;
    }

    private int show() throws IOException {
        List<LinkStatus> found = select(link);
        if (asJson()) {
            json("position", out -> {
                out.writeArrayFieldStart("links");
                for (LinkStatus status : found) {
                    out.writeStartObject();
                    out.writeStringField("link", status.link().toString());
                    out.writeStringField("half", status.half().toString());
                    out.writeStringField("captured", links().describe(status.link(), status.captured()));
                    out.writeStringField("applied", links().describe(status.link(), status.applied()));
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
            return ExitStatus.OK;
        }
        Texts texts = texts();
        Table table = Table.of(texts, "link", "half", "captured", "applied");
        for (LinkStatus status : found) {
            table.row(
                    status.link(),
                    status.half().label(locale()),
                    // the site reads nothing at the source
                    status.captured().isStart() ? "-" : links().describe(status.link(), status.captured()),
                    links().describe(status.link(), status.applied()));
        }
        table.print(out());
        return ExitStatus.OK;
    }
}
