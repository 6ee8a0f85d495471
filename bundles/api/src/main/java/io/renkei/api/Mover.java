package io.renkei.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moves the target of one link within the journal (R071); works on the centre's half, while nothing is carried. */
public interface Mover {
    /**
     * A place in the kind's own words.
     *
     * @throws IllegalArgumentException if it is none, saying what one looks like
     */
    Position parse(String place);

    /** Finds out what lies in a row of batches. */
    Survey survey();

    /** The same, but counts one transaction only: that committed at this place. */
    Survey survey(Position transaction);

    /**
     * Where the target stands.
     *
     * @throws LinkException if it can't be asked
     */
    TargetPlace place();

    /**
     * Moves the target, all at once, if it still stands where and is whose it was.
     *
     * <p>With {@link Move#replay} what comes from there up to where it stood is known to it: a row to insert may be there,
     * one to update or delete may be gone. Such collisions are settled so that the rows become what they were at the source,
     * and counted; it ends by itself where the target stood.
     *
     * @return false if it stands elsewhere or is another's by now; nothing is changed then
     * @throws LinkException if the target can't be asked, or does not answer: whether it has moved is not known then
     */
    boolean move(Move move);

    /**
     * From now on the target leaves out the transaction that was committed at a place, if it still stands where and is whose it
     * was; what else is in its batch is applied.
     *
     * @return false if it stands elsewhere or is another's by now; nothing is changed then
     * @throws LinkException if the target can't be asked, or does not answer
     */
    boolean leaveOut(TargetPlace seen, Position transaction);

    /** Reads batches one after the other, frames and all. */
    interface Survey {
        /** Reads a batch to its end; the caller closes it. */
        void add(Batch batch);

        /** What the batches hold. */
        Stretch result();
    }

    /**
     * @param seen where the target stood and whose it was
     * @param replay it goes back, and what comes again is known to it
     * @param undo it goes back to where the last move took it from, which is forgotten
     * @param completeUntil everything that the source committed before is in the target afterwards; null: that stays as
     *     it is
     */
    record Move(
            TargetPlace seen,
            Position to,
            boolean replay,
            boolean undo,
            @Nullable Instant completeUntil) {}
}
