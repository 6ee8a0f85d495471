package io.renkei.steps.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Epoch;
import io.renkei.api.Frame;
import io.renkei.api.FrameSource;
import io.renkei.api.FrameType;
import io.renkei.api.NumberedBatch;
import io.renkei.steps.CentreHalf;
import org.jspecify.annotations.Nullable;

/** A batch whose references are replaced by the payload they stand for, read as it is sent. */
final class ResolvedBatch implements NumberedBatch {
    private final NumberedBatch batch;
    private final CentreHalf half;
    private @Nullable FrameSource payload;

    ResolvedBatch(NumberedBatch batch, CentreHalf half) {
        this.batch = batch;
        this.half = half;
    }

    @Override
    public BatchHead head() {
        return batch.head();
    }

    @Override
    public @Nullable Frame next() {
        while (true) {
            if (payload != null) {
                Frame frame = payload.next();
                if (frame != null) {
                    return frame;
                }
                payload.close();
                payload = null;
            }
            Frame frame = batch.next();
            if (frame == null || frame.type() != FrameType.REFERENCE) {
                return frame;
            }
            payload = half.payload(frame);
        }
    }

    @Override
    public BatchEnd end() {
        return batch.end();
    }

    @Override
    public Epoch epoch() {
        return batch.epoch();
    }

    @Override
    public long seq() {
        return batch.seq();
    }

    @Override
    public long storedBytes() {
        return batch.storedBytes();
    }

    @Override
    public void close() {
        if (payload != null) {
            payload.close();
            payload = null;
        }
        batch.close();
    }
}
