package io.renkei.api;

import java.time.Instant;

/** Where a person wants a link's target to stand (R071). Ends of batches in the journal are meant, as near as they come. */
public sealed interface MoveGoal {
    /** As early as the journal reaches: its first batch, or the first behind its last base copy. */
    record Begin() implements MoveGoal {}

    /** Behind everything that the journal holds now; what the source commits later is carried. */
    record End() implements MoveGoal {}

    /** Before the first batch with a change that the source committed at this time, by its clock, or later. */
    record Since(Instant time) implements MoveGoal {}

    /**
     * Up to this place.
     *
     * @param place in the words of the link's kind, as {@link LinkKind#describe} gives them
     */
    record At(String place) implements MoveGoal {}

    /** Back to where the target stood before its last move. */
    record Undo() implements MoveGoal {}
}
