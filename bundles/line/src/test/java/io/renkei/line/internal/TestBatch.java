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
import io.renkei.journal.FrameCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A batch of that many bytes, from position seq - 1 to seq, half of its frames compressed as a journal would. */
record TestBatch(LinkId link, long seq, int bytes, Queue<Frame> frames) implements NumberedBatch {
    private static final int FRAME = 1000;

    static TestBatch of(LinkId link, long seq, int bytes) {
        Queue<Frame> frames = new ArrayDeque<>();
        for (int done = 0; done < bytes; done += FRAME) {
            byte[] data = new byte[Math.min(FRAME, bytes - done)];
            Frame raw = Frame.raw(FrameType.DATA, ByteBuffer.wrap(data));
            if (frames.size() % 2 == 0) {
                frames.add(raw);
            } else {
                try (FrameCodec codec = new FrameCodec()) {
                    frames.add(codec.encode(raw));
                }
            }
        }
        return new TestBatch(link, seq, bytes, frames);
    }

    @Override
    public BatchHead head() {
        return new BatchHead(link, BatchType.DATA, Position.of(seq - 1), "");
    }

    @Override
    public @Nullable Frame next() {
        return frames.poll();
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
    public long storedBytes() {
        return bytes;
    }

    @Override
    public void close() {
        frames.clear();
    }
}
