package io.renkei.journal.internal;

import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One file of an open journal. INVARIANT: what changes is read and written under the lock of its {@link SegmentChain}. */
final class Segment {
    private final Path file;
    private final SegmentHeader header;
    private final long headerBytes;
    private long durableBytes;
    private Instant lastWritten;
    private @Nullable SparseIndex index;
    private @Nullable Segment next;

    Segment(Path file, SegmentHeader header, long durableBytes, Instant lastWritten, @Nullable SparseIndex index) {
        this.file = file;
        this.header = header;
        this.headerBytes = header.length();
        this.durableBytes = durableBytes;
        this.lastWritten = lastWritten;
        this.index = index;
    }

    Path file() {
        return file;
    }

    SegmentHeader header() {
        return header;
    }

    /** Offset of the first batch. */
    long headerBytes() {
        return headerBytes;
    }

    long durableBytes() {
        return durableBytes;
    }

    boolean empty() {
        return durableBytes == headerBytes;
    }

    @Nullable SparseIndex index() {
        return index;
    }

    @Nullable Segment next() {
        return next;
    }

    void written(long bytes, Instant now) {
        durableBytes = bytes;
        lastWritten = now;
    }

    void recovered(long bytes, SparseIndex found) {
        durableBytes = bytes;
        index = found;
    }

    /** Another one follows; nothing is written to this one any more. */
    void seal(Segment successor) {
        next = successor;
        index = null;
    }

    SegmentInfo info(long lastSeq, Position to) {
        boolean none = empty();
        return new SegmentInfo(
                file,
                header.epoch(),
                none ? 0 : header.firstSeq(),
                none ? 0 : lastSeq,
                header.from(),
                to,
                durableBytes,
                lastWritten);
    }
}
