package io.renkei.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a link's target stands, and what it knows of moves.
 *
 * @param epoch and
 * @param incarnation of its owner
 * @param replayedTo while it stands before this, changes come again that it has had, see {@link Mover#move}; {@link
 *     Position#START}: never moved back
 * @param movedFrom where the last move took it from; null: none, or it was undone
 * @param movedTo where the last move put it
 * @param collisions changes since the link's first move that did not find the target as the source was
 * @param leavesOut transaction that it leaves out when it comes, see {@link Mover#leaveOut}; {@link Position#START}: none
 * @param leftOut transactions that it has left out
 * @param canReplay whether its account may write as changes that come again must be
 * @param twice items at which something of the target's own would act again on what comes again (a trigger that fires always)
 */
public record TargetPlace(
        Position position,
        Epoch epoch,
        String incarnation,
        Position replayedTo,
        @Nullable Position movedFrom,
        @Nullable Position movedTo,
        long collisions,
        Position leavesOut,
        long leftOut,
        boolean canReplay,
        List<String> twice) {
    public TargetPlace {
        twice = List.copyOf(twice);
    }

    /** Whether nothing was carried since the last move. */
    public boolean standsWhereMoved() {
        return movedTo != null && position.compareTo(movedTo) == 0;
    }

    /** Whether changes come again now that the target has had. */
    public boolean replays() {
        return position.compareTo(replayedTo) < 0;
    }

    /** Whether a transaction is to be left out that has not come yet. */
    public boolean waitsToLeaveOut() {
        return leavesOut.compareTo(position) > 0;
    }
}
