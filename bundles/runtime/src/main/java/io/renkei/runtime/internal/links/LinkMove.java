package io.renkei.runtime.internal.links;

import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.ItemTotals;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.Mover;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Policy;
import io.renkei.api.Position;
import io.renkei.api.Stretch;
import io.renkei.api.TargetPlace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what it means to move a link's target within its journal, and moves it (R071). */
final class LinkMove {
    private final LinkId link;
    private final LinkKind kind;
    private final LinkContext context;
    private final Journal journal;
    private final Mover mover;

    private LinkMove(LinkKind kind, LinkContext context, Journal journal, Mover mover) {
        this.link = context.id();
        this.kind = kind;
        this.context = context;
        this.journal = journal;
        this.mover = mover;
    }

    /**
     * @param journal of the link; null: the half has none
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED}
     */
    static LinkMove of(LinkKind kind, LinkContext context, @Nullable Journal journal) {
        Mover mover = journal == null ? null : kind.mover(context).orElse(null);
        if (journal == null || mover == null) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.MOVE_REFUSED,
                    journal == null
                            ? "a target is moved from the centre, where the journal is"
                            : "targets of " + kind.name() + " links can't be moved");
        }
        return new LinkMove(kind, context, journal, mover);
    }

    /** Where the target stands. */
    TargetPlace place() {
        return mover.place();
    }

    /**
     * What a move would do.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} and whatever the target says
     * @throws IllegalArgumentException if the goal names no place
     */
    MoveSurvey survey(MoveGoal goal) {
        TargetPlace place = ownPlace();
        Position wanted = goal instanceof MoveGoal.At at ? mover.parse(at.place()) : null;
        Instant time = goal instanceof MoveGoal.Since since ? since.time() : null;
        JournalEdges edges = JournalEdges.of(journal, wanted, time);
        Position begin = edges.begin();
        Position end = journal.end();
        if (begin == null) {
            throw refused("the journal holds no batch");
        }
        requireWithin("the target stands at", place.position(), begin, end);
        Position to = goal instanceof MoveGoal.Begin ? begin : goal instanceof MoveGoal.Undo ? undone(place) : end;
        if (wanted != null) {
            requireWithin("the wanted place", wanted, begin, end);
            to = edges.at();
        } else if (time != null) {
            to = since(edges, time);
        }
        requireWithin("the last move came from", to, begin, end);
        boolean undo = goal instanceof MoveGoal.Undo && place.position().equals(place.movedTo());
        boolean back = to.compareTo(place.position()) < 0;
        Stretch stretch = back ? stretch(to, place.position()) : stretch(place.position(), to);
        MoveSurvey survey = new MoveSurvey(link, place, to, undo, stretch, begin, end);
        check(survey, place, stretch);
        return survey;
    }

    /**
     * Moves the target as surveyed; nothing is carried meanwhile.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if it stands on the other side by now
     */
    void move(MoveSurvey seen) {
        TargetPlace place = ownPlace();
        MoveSurvey survey =
                new MoveSurvey(link, place, seen.to(), seen.undo(), seen.stretch(), seen.begin(), seen.end());
        if (survey.back() != seen.back() || (seen.undo() && !place.position().equals(place.movedTo()))) {
            throw refused("the target has gone on to " + kind.describe(place.position()) + "; look again");
        }
        Position known = seen.place().position();
        // what the target has got since it was looked at comes again, too
        boolean more = survey.replay() && place.position().compareTo(known) > 0;
        check(survey, place, more ? stretch(known, place.position()) : seen.stretch());
        // from now on the journal keeps what comes after it, over a restart too
        journal.read(seen.to()).close();
        Instant oldest = seen.back() ? seen.stretch().oldest() : null;
        Instant completeUntil = oldest == null ? null : oldest.minus(1, ChronoUnit.MICROS);
        if (!mover.move(new Mover.Move(place, seen.to(), survey.replay(), seen.undo(), completeUntil))) {
            throw refused("the target was moved by somebody else at the same moment; look again");
        }
    }

    private TargetPlace ownPlace() {
        TargetPlace place = mover.place();
        int order = place.epoch().compareTo(context.epoch());
        if (order > 0 || (order == 0 && !place.incarnation().equals(context.incarnation()))) {
            throw new FencedException(link, context.epoch(), place.epoch());
        }
        return place;
    }

    private void check(MoveSurvey survey, TargetPlace place, Stretch again) {
        if (survey.to().compareTo(place.position()) == 0) {
            throw refused("the target stands at " + kind.describe(survey.to()) + " already");
        }
        if (!survey.back() && !survey.undo() && place.replays()) {
            throw refused("changes come again up to " + kind.describe(place.replayedTo())
                    + "; a move over them would leave rows as they were in between");
        }
        if (survey.replay() && !place.canReplay()) {
            throw refused("changes would come again, and the account at the target may not set session_replication_role"
                    + " (renkei:db-prepare)");
        }
        if (survey.replay()) {
            List<String> obstacles = new ArrayList<>(again.obstacles());
            obstacles.addAll(unlisted(again));
            if (!obstacles.isEmpty()) {
                throw refused("changes can't come again: " + String.join("; ", obstacles));
            }
        }
    }

    /** The target would stop at it, and could not be moved over it. */
    private List<String> unlisted(Stretch again) {
        Set<String> listed = context.policy().allowed(link).stream()
                .map(Policy.AllowedItem::item)
                .collect(Collectors.toSet());
        return again.changes().stream()
                .map(ItemTotals::item)
                .filter(item -> !listed.contains(item))
                .map(item -> item + " is not on the lists any more")
                .toList();
    }

    private void requireWithin(String what, Position position, Position begin, Position end) {
        if (position.compareTo(begin) < 0 || position.compareTo(end) > 0) {
            throw refused(what + " " + kind.describe(position) + ", outside of what the journal can move it over: "
                    + kind.describe(begin) + " to " + kind.describe(end));
        }
    }

    private Position since(JournalEdges edges, Instant time) {
        Position since = edges.since();
        if (since == null) {
            throw refused("the journal holds no change that was committed at " + time + " or later");
        }
        return since;
    }

    private Position undone(TargetPlace place) {
        Position from = place.movedFrom();
        Position to = place.movedTo();
        if (from == null || to == null) {
            throw refused("there is no move to take back");
        }
        if (from.compareTo(to) > 0 && !place.position().equals(to)) {
            throw refused("since it was moved back to " + kind.describe(to)
                    + " changes have come again; they end by themselves at " + kind.describe(place.replayedTo()));
        }
        return from;
    }

    private Stretch stretch(Position from, Position to) {
        Mover.Survey survey = mover.survey();
        try (JournalReader reader = journal.look(from)) {
            Position reached = from;
            while (reached.compareTo(to) < 0) {
                NumberedBatch batch = reader.next(Duration.ZERO);
                if (batch == null) {
                    throw refused("the journal ends at " + kind.describe(reached));
                }
                try (batch) {
                    survey.add(batch);
                    reached = batch.end().to();
                }
            }
        }
        return survey.result();
    }

    private LinkException refused(String why) {
        return new PermanentLinkException(link, ErrorCode.MOVE_REFUSED, why);
    }
}
