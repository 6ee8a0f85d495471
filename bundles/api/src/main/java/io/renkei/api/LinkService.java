package io.renkei.api;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything shell, MBeans and web ask the runtime; they decide nothing themselves. A link that runs in both halves on
 * this node is named by its id; acts go to its centre half first.
 */
public interface LinkService {
    /** Both halves of all links of this node, in order of link id. */
    List<LinkStatus> statuses();

    /** Whether every configured link has left starting and loading, or is paused. */
    boolean ready();

    /**
     * Stops after the batch in hand; survives a restart.
     *
     * @param until when it resumes by itself; null: until somebody resumes it
     * @throws IllegalArgumentException if there is no such link
     */
    void pause(LinkId link, @Nullable Instant until, Actor actor);

    /** Starts a paused, failed or fenced link again; a fenced one claims the next epoch. */
    void resume(LinkId link, Actor actor);

    /** Waits until everything committed at the source before the call is applied. */
    Position await(LinkId link, Duration maxWait);

    /** Compares source and target, see {@link LinkKind#verify}. */
    VerifyReport verify(LinkId link);

    /**
     * What the link's target has committed, by item. Counted where the site's half is; the centre asks there, for 3 s at
     * most.
     *
     * @throws LinkException if the site's half can't be asked: {@link ErrorCode#LINE_DOWN}, {@link
     *     ErrorCode#LINK_NOT_RUNNING}
     * @throws IllegalArgumentException if there is no such link
     */
    ItemStatistics statistics(LinkId link);

    /**
     * Where a link's target stands by its own word, and what it knows of moves.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if targets of its kind can't be moved; {@link ErrorCode#LINE_DOWN}
     *     and others if the target can't be asked
     * @throws IllegalArgumentException if there is no such link
     */
    TargetPlace place(LinkId link);

    /**
     * What it would mean to move a link's target within the journal (R071). Reads the journal from there to where the target
     * stands, and asks the target; touches nothing.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if it can't be moved there, saying what can; {@link
     *     ErrorCode#LINE_DOWN} and others if the target can't be asked
     * @throws IllegalArgumentException if there is no such link, or the place is none
     */
    MoveSurvey survey(LinkId link, MoveGoal goal);

    /**
     * Moves a link's target as surveyed: the batch in hand is finished, the target moved, and the link goes on from there; one
     * that is paused stays so. Refused if the target stands on the other side of the goal by now.
     *
     * @throws LinkException as {@link #survey}; {@link ErrorCode#WAIT_TIMED_OUT} if something hangs: nothing is moved then
     */
    void move(MoveSurvey survey, Actor actor);

    /**
     * What it would mean to leave out one transaction that the target has not had (R071). Reads its batch, and asks the target;
     * touches nothing.
     *
     * @param place where the source committed it, as an error names it
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED} if the journal holds no such transaction behind the target; others if
     *     the target can't be asked
     * @throws IllegalArgumentException if there is no such link, or the place is none
     */
    LeaveOutSurvey surveyTransaction(LinkId link, String place);

    /**
     * Leaves out a transaction as surveyed; the link goes on, one that is paused stays so.
     *
     * @throws LinkException as {@link #surveyTransaction}; {@link ErrorCode#WAIT_TIMED_OUT} if something hangs: nothing is
     *     changed then
     */
    void leaveOut(LeaveOutSurvey survey, Actor actor);

    /** Looks at, or makes, what this node's half needs, see {@link LinkKind#prepare}. */
    List<Finding> prepare(LinkId link, boolean apply, Actor actor);

    /**
     * Looks at, or makes, an account that reads the link's target, see {@link LinkKind#reader}; where the site's half is.
     *
     * @throws LinkException {@link ErrorCode#LINK_NOT_RUNNING} if the site's half is not on this node
     */
    List<Finding> reader(LinkId link, ReaderAccount account, boolean apply, Actor actor);

    /** A position in the words of the link's kind. */
    String describe(LinkId link, Position position);

    /** The journal of a link whose centre half is on this node, or null. */
    @Nullable Journal journal(LinkId link);

    /**
     * Checks the configuration of the node as a whole and tells the faults of these files.
     *
     * @param files a federation's file from elsewhere is checked as if it were already in the node's folder; empty: all
     */
    List<ConfigFault> checkConfiguration(List<Path> files);

    /** The settings in force, defaults included, secrets as references; key to value, in order. */
    List<EffectiveSetting> effective(LinkId link);

    /** The edit of its lists that waits for a second person, see {@link Activations}; empty: none. */
    Optional<PendingWidening> pending(LinkId link);

    /** Puts such an edit into force, see {@link Activations#activate}. */
    void activate(PendingWidening seen, Actor actor);

    /**
     * @param source file and line, or {@code default}
     */
    record EffectiveSetting(String key, String value, String source) {}
}
