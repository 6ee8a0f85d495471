package io.renkei.runtime.internal.links;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.ItemTotals;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.LeaveOutSurvey;
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
import io.renkei.api.TransientLinkException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what it means to move a link's target within its journal, and moves it (R071). */
final class LinkMove {
    private final LinkId link;
    private final LinkKind kind;
    private final LinkContext context;
    private final Journal journal;
    private final Mover mover;
    private final LinkBoard board;

    private LinkMove(LinkKind kind, LinkContext context, Journal journal, Mover mover, LinkBoard board) {
        this.link = context.id();
        this.kind = kind;
        this.context = context;
        this.journal = journal;
        this.mover = mover;
        this.board = board;
    }

    /**
     * @param journal of the link; null: the half has none
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED}
     */
    static LinkMove of(LinkKind kind, LinkContext context, @Nullable Journal journal, LinkBoard board) {
        Mover mover = journal == null ? null : kind.mover(context).orElse(null);
        if (journal == null || mover == null) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.MOVE_REFUSED,
                    journal == null
                            ? "a target is moved from the centre, where the journal is"
                            : "targets of " + kind.name() + " links can't be moved");
        }
        return new LinkMove(kind, context, journal, mover, board);
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
            Position since = since(edges, time);
            to = since.compareTo(begin) < 0 ? begin : since;
        }
        requireWithin("the last move came from", to, begin, end);
        boolean undo = goal instanceof MoveGoal.Undo && place.standsWhereMoved();
        boolean back = to.compareTo(place.position()) < 0;
        Stretch stretch = back ? stretch(to, place.position()) : stretch(place.position(), to);
        MoveSurvey survey = new MoveSurvey(link, place, to, undo, stretch, begin, end);
        check(survey, place, stretch);
        return survey;
    }

    /**
     * Moves the target as surveyed; nothing is carried meanwhile.
     *
     * @return where it stood
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if it stands on the other side by now
     */
    Position move(MoveSurvey seen) {
        TargetPlace place = ownPlace();
        MoveSurvey survey =
                new MoveSurvey(link, place, seen.to(), seen.undo(), seen.stretch(), seen.begin(), seen.end());
        if (survey.back() != seen.back() || (seen.undo() && !isLastMoveOf(seen, place))) {
            throw refused("the target has gone on to " + kind.describe(place.position()) + "; look again");
        }
        Position known = seen.place().position();
        check(survey, place, seen.stretch());
        Instant oldest = seen.back() ? seen.stretch().oldest() : null;
        if (survey.replay() && place.position().compareTo(known) > 0) {
            // what the target has got since it was looked at comes again, too
            Stretch more = stretch(known, place.position());
            check(survey, place, more);
            oldest = earlier(oldest, more.oldest());
        }
        // from now on the journal keeps what comes after it, over a restart too
        journal.read(seen.to()).close();
        Instant completeUntil = oldest == null ? null : oldest.minus(1, ChronoUnit.MICROS);
        Mover.Move move = new Mover.Move(place, seen.to(), survey.replay(), seen.undo(), completeUntil);
        if (!done(() -> mover.move(move), now -> now.position().compareTo(seen.to()) == 0)) {
            throw changed();
        }
        board.moved(seen.to(), oldest);
        return place.position();
    }

    private static boolean isLastMoveOf(MoveSurvey seen, TargetPlace place) {
        return place.standsWhereMoved()
                && seen.to().equals(place.movedFrom())
                && Objects.equals(seen.place().movedTo(), place.movedTo());
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** An answer that is lost on its way says nothing of what was done: the target is asked once more. */
    private boolean done(BooleanSupplier act, Predicate<TargetPlace> isDone) {
        try {
            return act.getAsBoolean();
        } catch (TransientLinkException e) {
            TargetPlace now;
            try {
                now = mover.place();
            } catch (LinkException again) {
                e.addSuppressed(again);
                throw new TransientLinkException(
                        link,
                        e.code(),
                        e.detail() + "; whether it was done is not known (renkei:position " + link + " --moves)",
                        e);
            }
            if (isDone.test(now) && now.epoch().equals(context.epoch())) {
                return true;
            }
            throw e;
        }
    }

    /**
     * What leaving out a transaction would do.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if the journal holds none behind the target
     * @throws IllegalArgumentException if the place is none
     */
    LeaveOutSurvey surveyTransaction(String text) {
        Position transaction = mover.parse(text);
        TargetPlace place = ownPlace();
        if (place.waitsToLeaveOut()) {
            throw refused("the target waits to leave out " + kind.describe(place.leavesOut()) + "; one at a time");
        }
        Stretch stretch = transaction(transaction, place.position());
        if (stretch.transactions() != 1) {
            throw refused("the journal holds no transaction of " + kind.describe(transaction) + " behind "
                    + kind.describe(place.position()) + ", where the target stands; an error names its place");
        }
        return new LeaveOutSurvey(link, place, transaction, stretch);
    }

    /** Only the batch that may hold it is read. */
    private Stretch transaction(Position transaction, Position from) {
        Mover.Survey survey = mover.survey(transaction);
        try (JournalReader reader = journal.look(from)) {
            Position reached = from;
            while (reached.compareTo(transaction) <= 0) {
                NumberedBatch batch = reader.next(Duration.ZERO);
                if (batch == null) {
                    break;
                }
                try (batch) {
                    reached = batch.end().to();
                    if (reached.compareTo(transaction) > 0) {
                        survey.add(batch);
                    }
                }
            }
        }
        return survey.result();
    }

    /**
     * Leaves out a transaction as surveyed; nothing is carried meanwhile.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if the target has had it by now
     */
    void leaveOut(LeaveOutSurvey seen) {
        TargetPlace place = ownPlace();
        if (place.waitsToLeaveOut() || place.position().compareTo(seen.transaction()) > 0) {
            throw refused("the target has gone on to " + kind.describe(place.position()) + "; look again");
        }
        Position transaction = seen.transaction();
        if (!done(
                () -> mover.leaveOut(place, transaction), now -> now.leavesOut().compareTo(transaction) == 0)) {
            throw changed();
        }
    }

    private LinkException changed() {
        return refused("the target was moved by somebody else at the same moment; look again");
    }

    private TargetPlace ownPlace() {
        TargetPlace place = mover.place();
        if (place.epoch().equals(Epoch.NONE)) {
            throw refused("the link has never run with this target");
        }
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
        if (survey.breaksOff() && survey.to().compareTo(place.replayedTo()) < 0) {
            throw refused("changes come again up to " + kind.describe(place.replayedTo())
                    + "; the target can only be moved over all of them");
        }
        if (survey.replay() && !place.canReplay()) {
            throw refused("changes would come again, and the account at the target may not set session_replication_role"
                    + " (renkei:db-prepare)");
        }
        if (survey.replay()) {
            List<String> obstacles = new ArrayList<>(again.obstacles());
            obstacles.addAll(unlisted(again));
            again.changes().stream()
                    .map(ItemTotals::item)
                    .filter(place.twice()::contains)
                    .forEach(item -> obstacles.add(item + " has a trigger at the target that would fire once more"));
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
        if (from.compareTo(to) > 0 && !place.standsWhereMoved()) {
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
