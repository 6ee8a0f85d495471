package io.renkei.journal.internal;

import io.renkei.api.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the target has confirmed, and when: marks of a time and how far it had confirmed by then, so that the retention
 * counts from the confirmation of a batch and not from its writing. A mark is made once in a 32nd part of the retention:
 * a batch stays for that much longer at most. INVARIANT: used under the lock of its {@link SegmentChain}.
 */
final class Confirmed {
    /** A retention needs 34; one that was made longer finds those of the shorter one too. */
    static final int MARKS_MAX = 64;

    private static final int PARTS = 32;

    /** By this time the target had confirmed everything up to this order. */
    record Mark(Instant time, long order) {}

    private final Duration retention;
    private final Deque<Mark> marks;
    private Position position;

    /**
     * @param marks oldest first
     */
    Confirmed(Duration retention, Position position, List<Mark> marks) {
        this.retention = retention;
        this.position = position;
        this.marks = new ArrayDeque<>(marks);
    }

    /** Whether more was confirmed than there is. */
    boolean isAhead(Position end) {
        Mark last = marks.peekLast();
        return position.compareTo(end) > 0 || (last != null && Long.compareUnsigned(last.order(), end.order()) > 0);
    }

    /** Nothing is confirmed. */
    void forget() {
        position = Position.START;
        marks.clear();
    }

    /** Everything up to here is in the target. */
    Position position() {
        return position;
    }

    /** Oldest first; a copy. */
    List<Mark> marks() {
        return new ArrayList<>(marks);
    }

    /** Never goes back: confirmations of a window in flight may overtake each other. */
    void advance(Position to) {
        if (to.compareTo(position) > 0) {
            position = to;
        }
    }

    /** The target was set back to here: what follows is needed again, and its retention is yet to begin. */
    boolean setBack(Position to) {
        boolean changed = to.compareTo(position) < 0;
        if (changed) {
            position = to;
        }
        while (!marks.isEmpty() && Long.compareUnsigned(marks.getLast().order(), to.order()) > 0) {
            marks.removeLast();
            changed = true;
        }
        return changed;
    }

    /**
     * Up to which order everything was confirmed at least the retention ago; 0 if nothing. Marks what is confirmed now if
     * it is time to.
     */
    long expired(Instant now) {
        atMost(now);
        Mark last = marks.peekLast();
        boolean more = Long.compareUnsigned(position.order(), last == null ? 0 : last.order()) > 0;
        boolean room = marks.size() < MARKS_MAX;
        if (more && room && (last == null || !now.isBefore(last.time().plus(retention.dividedBy(PARTS))))) {
            marks.addLast(new Mark(now, position.order()));
        }
        Instant cutoff = now.minus(retention);
        Mark oldest = null;
        while (!marks.isEmpty() && !marks.getFirst().time().isAfter(cutoff)) {
            oldest = marks.removeFirst();
        }
        if (oldest == null) {
            return 0;
        }
        // still true, and the only one that says so
        marks.addFirst(oldest);
        return oldest.order();
    }

    /** A clock that was set back: what is marked in the future counts from now. */
    private void atMost(Instant now) {
        Mark last = marks.peekLast();
        if (last == null || !last.time().isAfter(now)) {
            return;
        }
        while (!marks.isEmpty() && marks.getLast().time().isAfter(now)) {
            marks.removeLast();
        }
        marks.addLast(new Mark(now, last.order()));
    }
}
