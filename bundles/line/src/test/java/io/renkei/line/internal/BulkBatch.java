package io.renkei.line.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.Epoch;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A large batch that exists only as far as it is read; it tells how far that is. */
final class BulkBatch implements NumberedBatch {
    private static final int FRAME = 256 * 1024;

    private final LinkId link;
    private final long seq;
    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    BulkBatch(LinkId link, long seq, long bytes) {
        this.link = link;
        this.seq = seq;
        this.bytes = bytes;
    }

    /** Bytes that were asked for so far: what the line holds, at most. */
    long takenBytes() {
        return taken.get();
    }

    @Override
    public BatchHead head() {
        return new BatchHead(link, BatchType.DATA, Position.of(seq - 1), "");
    }

    @Override
    public @Nullable Frame next() {
        int length = (int) Math.min(FRAME, bytes - taken.get());
        taken.addAndGet(length);
        return length == 0 ? null : Frame.raw(FrameType.DATA, ByteBuffer.allocate(length));
    }

    @Override
    public BatchEnd end() {
        return new BatchEnd(Position.of(seq), Instant.EPOCH, 1, bytes);
    }

    @Override
    public Epoch epoch() {
        return new Epoch(1);
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public long storedBytes() {
        return bytes;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
