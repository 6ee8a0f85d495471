package io.renkei.api;

/**
 * What a move of a link's target would do, found out without touching anything.
 *
 * @param place where the target stands
 * @param to where it would stand, the end of a batch in the journal
 * @param undo it takes the last move back, of which nothing has come of yet
 * @param stretch what lies between: carried once more if it goes back, never carried if it goes forward
 * @param begin earliest position that it can be moved to
 * @param end last one
 */
public record MoveSurvey(
        LinkId link, TargetPlace place, Position to, boolean undo, Stretch stretch, Position begin, Position end) {
    /** Whether the target would go back. */
    public boolean back() {
        return to.compareTo(place.position()) < 0;
    }

    /** Whether what lies between is known to the target, and comes again. */
    public boolean replay() {
        return back() && !undo;
    }

    /** Whether it ends what comes again before it is over: rows stay as they were in between. */
    public boolean breaksOff() {
        return !back() && !undo && place.replays();
    }
}
