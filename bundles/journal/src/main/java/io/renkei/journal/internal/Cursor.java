package io.renkei.journal.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where a reader is; keeps what lies after it from being removed. INVARIANT: read and written under the lock of its {@link
 * SegmentChain}, but for the values that only its reader changes.
 */
final class Cursor {
    private @Nullable Segment segment;
    private long offset;
    private long seq = 1;
    private boolean woken;

    /** Null until the journal holds a segment. */
    @Nullable Segment segment() {
        return segment;
    }

    /** Where the next batch begins. */
    long offset() {
        return offset;
    }

    /** Number of the next batch. */
    long seq() {
        return seq;
    }

    void place(Segment in, long at, long nextSeq) {
        segment = in;
        offset = at;
        seq = nextSeq;
    }

    /** The segment is gone, the journal empty. */
    void leave() {
        segment = null;
        offset = 0;
        seq = 1;
    }

    /** Whether the segment may go: the next batch comes after it. The cursor may still be at the end of an older one. */
    boolean done(Segment candidate) {
        Segment next = candidate.next();
        return next != null && seq >= next.header().firstSeq();
    }

    void wake() {
        woken = true;
    }

    boolean takeWake() {
        boolean was = woken;
        woken = false;
        return was;
    }
}
