package io.renkei.journal.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.JournalReader;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.journal.FrameCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads batches for whoever wants to know what is in them: their frames plain, not as they are stored and sent. */
final class DecodedReader implements JournalReader {
    private final JournalReader reader;
    private final FrameCodec codec = new FrameCodec();

    DecodedReader(JournalReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable NumberedBatch next(Duration maxWait) {
        NumberedBatch batch = reader.next(maxWait);
        return batch == null ? null : new Decoded(batch, codec);
    }

    @Override
    public void wakeUp() {
        reader.wakeUp();
    }

    @Override
    public void close() {
        codec.close();
        reader.close();
    }

    private record Decoded(NumberedBatch batch, FrameCodec codec) implements NumberedBatch {
        @Override
        public BatchHead head() {
            return batch.head();
        }

        @Override
        public @Nullable Frame next() {
            Frame frame = batch.next();
            try {
                return frame == null ? null : codec.decode(frame);
            } catch (IllegalArgumentException e) {
                // its checksum was right: it was written so
                throw new PermanentLinkException(
                        head().link(), ErrorCode.JOURNAL_DAMAGED, "batch " + seq() + ": " + e.getMessage(), e);
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
            batch.close();
        }
    }
}
