package io.renkei.journal.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.JournalUsage;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The durable segments of one open journal, oldest first, and everybody who looks at them. All state is under one lock
 * that is never held while a batch is written or read.
 */
final class SegmentChain {
    /** Deletes a segment's file for good. */
    interface Deleter {
        void delete(Path file) throws IOException;
    }

    /** A caller that waits longer comes back in between. */
    private static final long WAIT_MAX_NANOS = Duration.ofHours(1).toNanos();

    private final LinkId link;
    private final Deleter deleter;
    private final Confirmed confirmed;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<Cursor> cursors = new LinkedHashSet<>();
    private Position end = Position.START;
    private long lastSeq;
    private long bytes;
    private boolean closed;

    SegmentChain(LinkId link, Deleter deleter, Confirmed confirmed) {
        this.link = link;
        this.deleter = deleter;
        this.confirmed = confirmed;
    }

    /** A segment that follows all others; its header is durable. */
    synchronized void add(Segment segment) {
        if (!segments.isEmpty()) {
            newest().seal(segment);
        }
        segments.add(segment);
        bytes += segment.durableBytes();
        end = segment.header().from();
        lastSeq = segment.header().firstSeq() - 1;
        notifyAll();
    }

    /** What recovery found in the newest segment. */
    synchronized void recovered(SegmentScan.Durable durable) {
        Segment newest = newest();
        bytes += durable.bytes() - newest.durableBytes();
        newest.recovered(durable.bytes(), durable.index());
        lastSeq = durable.lastSeq();
        end = durable.to();
    }

    /** The segment that batches are added to; null in an empty journal. */
    synchronized @Nullable Segment newestSegment() {
        return segments.isEmpty() ? null : newest();
    }

    /** How long the newest segment is; 0 in an empty journal. */
    synchronized long newestBytes() {
        return segments.isEmpty() ? 0 : newest().durableBytes();
    }

    /** Whether no batch would be lost with the newest segment. */
    synchronized boolean newestEmpty() {
        return segments.isEmpty() || newest().empty();
    }

    /** A batch is durable at the end of the newest segment. */
    synchronized void publish(long durableBytes, Position from, Position to, Instant now) {
        Segment newest = newest();
        lastSeq++;
        end = to;
        SparseIndex index = newest.index();
        if (index != null) {
            index.add(from.order(), lastSeq, newest.durableBytes());
        }
        bytes += durableBytes - newest.durableBytes();
        newest.written(durableBytes, now);
        notifyAll();
    }

    /** Whether no batch ever came: then the journal begins wherever the first one does. */
    synchronized boolean neverWritten() {
        return lastSeq == 0;
    }

    /** Removes the segments of a journal that no batch ever came to. */
    synchronized void removeEmpty() throws IOException {
        for (Segment segment : segments) {
            deleter.delete(segment.file());
        }
        segments.clear();
        bytes = 0;
        end = Position.START;
        cursors.forEach(Cursor::leave);
    }

    synchronized Position end() {
        return end;
    }

    synchronized long lastSeq() {
        return lastSeq;
    }

    /** Of all segments. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized Position acknowledged() {
        return confirmed.position();
    }

    /** When how much was acknowledged. */
    synchronized List<Confirmed.Mark> marks() {
        return confirmed.marks();
    }

    /** Everything up to here is in the target. */
    synchronized void acknowledge(Position position) {
        if (position.compareTo(end) > 0) {
            throw gap(position);
        }
        confirmed.advance(position);
    }

    /** The target was set back to here: what follows is needed again. False if it was not further. */
    synchronized boolean setBack(Position position) {
        return confirmed.setBack(position);
    }

    /** Whether nothing is left that the target has not confirmed. */
    synchronized boolean wholeAcknowledged() {
        return confirmed.position().compareTo(end) >= 0;
    }

    synchronized JournalUsage usage(long limitBytes) {
        return new JournalUsage(bytes, limitBytes, unacknowledgedBytes(), segments.size());
    }

    synchronized List<SegmentInfo> infos() {
        List<SegmentInfo> infos = new ArrayList<>();
        for (Segment segment : segments) {
            infos.add(info(segment));
        }
        return infos;
    }

    synchronized SegmentInfo info(Segment segment) {
        return segment.info(lastSeqOf(segment), endOf(segment));
    }

    /**
     * A new cursor at the start of the segment that holds a batch; it holds that segment.
     *
     * @throws IllegalArgumentException if there is no such batch
     */
    synchronized Cursor cursorAt(long seq) {
        requireOpen();
        for (Segment segment : segments) {
            if (segment.header().firstSeq() <= seq && seq <= lastSeqOf(segment)) {
                Cursor cursor = new Cursor();
                cursor.place(segment, segment.headerBytes(), segment.header().firstSeq());
                cursors.add(cursor);
                return cursor;
            }
        }
        long first = segments.isEmpty() ? lastSeq + 1 : segments.get(0).header().firstSeq();
        throw new IllegalArgumentException(
                first > lastSeq
                        ? "the journal of " + link + " holds no batch"
                        : "the journal of " + link + " holds batches " + first + " to " + lastSeq + ", not " + seq);
    }

    /** A new cursor before the first batch that can begin at the position; it holds the segments from there on. */
    synchronized Cursor cursorBefore(Position from) {
        requireOpen();
        Cursor cursor = new Cursor();
        cursors.add(cursor);
        if (neverWritten()) {
            return cursor;
        }
        if (from.compareTo(end) > 0
                || (!segments.isEmpty()
                        && from.compareTo(segments.get(0).header().from()) < 0)) {
            cursors.remove(cursor);
            throw gap(from);
        }
        if (!segments.isEmpty()) {
            // a segment that begins at the position itself may follow a barrier there: strictly before
            Segment start = segments.get(0);
            for (Segment segment : segments) {
                if (segment.header().from().compareTo(from) < 0) {
                    start = segment;
                }
            }
            cursor.place(start, start.headerBytes(), start.header().firstSeq());
            SparseIndex index = start.index();
            int entry = index == null ? -1 : index.before(from.order());
            if (index != null && entry >= 0) {
                cursor.place(start, index.offset(entry), index.seq(entry));
            }
        }
        return cursor;
    }

    /** Whether the cursor has come to the end of the journal and that is the given position. */
    synchronized boolean endsAt(Cursor cursor, Position position) {
        return advance(cursor) == null && (neverWritten() || end.equals(position));
    }

    /** The cursor's segment if a whole batch is at the cursor, after moving it to the next segment where one ends. */
    synchronized @Nullable Segment ready(Cursor cursor) {
        return advance(cursor);
    }

    /** As {@link #ready}, waiting for a batch until one comes, the time is over or the cursor is woken. */
    synchronized @Nullable Segment await(Cursor cursor, Duration maxWait) {
        long deadline = System.nanoTime() + Math.min(maxWait.toNanos(), WAIT_MAX_NANOS);
        try {
            while (true) {
                Segment segment = advance(cursor);
                long left = deadline - System.nanoTime();
                if (segment != null || cursor.takeWake() || left <= 0) {
                    return segment;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** How far the segment may be read. */
    synchronized long durableBytes(Segment segment) {
        return segment.durableBytes();
    }

    /** The cursor's batch has been read or skipped. */
    synchronized void move(Cursor cursor, Segment segment, long offset, long nextSeq) {
        cursor.place(segment, offset, nextSeq);
    }

    synchronized void wake(Cursor cursor) {
        cursor.wake();
        notifyAll();
    }

    synchronized void forget(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** Removes what was acknowledged at least the retention ago. */
    synchronized int removeExpired(Instant now) throws IOException {
        long expired = confirmed.expired(now);
        return remove(oldest -> Long.compareUnsigned(endOf(oldest).order(), expired) <= 0);
    }

    /** Removes what is acknowledged, however young, until no more than so many bytes are left. */
    synchronized int removeDownTo(long wantedBytes) throws IOException {
        return remove(oldest -> bytes > wantedBytes);
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the journal of " + link + " is closed");
        }
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Every wait ends and no other begins. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized PermanentLinkException gap(Position position) {
        Position oldest = segments.isEmpty() ? end : segments.get(0).header().from();
        return new PermanentLinkException(
                link,
                ErrorCode.JOURNAL_GAP,
                "no batch begins at " + position + "; the journal holds " + oldest + " to " + end);
    }

    // the newest segment stays: it says where the journal ends
    private synchronized int remove(Predicate<Segment> when) throws IOException {
        int removed = 0;
        while (segments.size() > 1 && removable(segments.get(0)) && when.test(segments.get(0))) {
            Segment oldest = segments.get(0);
            deleter.delete(oldest.file());
            segments.remove(0);
            bytes -= oldest.durableBytes();
            removed++;
        }
        return removed;
    }

    private boolean removable(Segment oldest) {
        return endOf(oldest).compareTo(confirmed.position()) <= 0
                && cursors.stream().allMatch(cursor -> cursor.done(oldest));
    }

    private @Nullable Segment advance(Cursor cursor) {
        requireOpen();
        while (true) {
            Segment segment = cursor.segment();
            if (segment != null && cursor.offset() < segment.durableBytes()) {
                return segment;
            }
            Segment next = segment != null ? segment.next() : segments.isEmpty() ? null : segments.get(0);
            if (next == null) {
                return null;
            }
            if (segment != null && cursor.seq() != next.header().firstSeq()) {
                throw new PermanentLinkException(
                        link,
                        ErrorCode.JOURNAL_DAMAGED,
                        segment.file() + " ends at offset " + cursor.offset() + " before batch " + cursor.seq());
            }
            cursor.place(next, next.headerBytes(), next.header().firstSeq());
        }
    }

    private long lastSeqOf(Segment segment) {
        Segment next = segment.next();
        return next == null ? lastSeq : next.header().firstSeq() - 1;
    }

    private Position endOf(Segment segment) {
        Segment next = segment.next();
        return next == null ? end : next.header().from();
    }

    private long unacknowledgedBytes() {
        Position acknowledged = confirmed.position();
        if (acknowledged.compareTo(end) >= 0) {
            return 0;
        }
        long open = 0;
        for (Segment segment : segments) {
            if (endOf(segment).compareTo(acknowledged) <= 0) {
                continue;
            }
            SparseIndex index = segment.index();
            int entry = index == null ? -1 : index.before(acknowledged.order());
            // to the batch before: at most a 64th part of the segment too much
            open += segment.durableBytes() - (index == null || entry < 0 ? segment.headerBytes() : index.offset(entry));
        }
        return open;
    }

    private Segment newest() {
        return segments.get(segments.size() - 1);
    }
}
