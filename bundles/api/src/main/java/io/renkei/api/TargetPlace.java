package io.renkei.api;

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
 * @param canReplay whether its account may write as changes that come again must be
 */
public record TargetPlace(
        Position position,
        Epoch epoch,
        String incarnation,
        Position replayedTo,
        @Nullable Position movedFrom,
        @Nullable Position movedTo,
        long collisions,
        boolean canReplay) {
    /** Whether changes come again now that the target has had. */
    public boolean replays() {
        return position.compareTo(replayedTo) < 0;
    }
}
