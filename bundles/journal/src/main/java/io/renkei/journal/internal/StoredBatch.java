package io.renkei.journal.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Epoch;
import io.renkei.api.Frame;
import io.renkei.api.NumberedBatch;
import org.jspecify.annotations.Nullable;

/** A durable batch; its frames come as they are stored. */
final class StoredBatch implements NumberedBatch {
    private final FileJournalReader reader;
    private final Segment segment;
    private final BatchSpan span;
    private final long[] at = new long[1];
    private boolean closed;

    StoredBatch(FileJournalReader reader, Segment segment, BatchSpan span) {
        this.reader = reader;
        this.segment = segment;
        this.span = span;
        this.at[0] = span.firstFrame();
    }

    @Override
    public Epoch epoch() {
        return segment.header().epoch();
    }

    @Override
    public long seq() {
        return span.head().seq();
    }

    @Override
    public long storedBytes() {
        return span.end().storedBytes();
    }

    @Override
    public BatchHead head() {
        StoredHead head = span.head();
        return new BatchHead(reader.link(), head.type(), head.from(), head.label());
    }

    @Override
    public @Nullable Frame next() {
        if (closed) {
            throw new IllegalStateException("batch " + seq() + " is closed");
        }
        return at[0] == span.endRecord() ? null : reader.frame(segment, at[0], at);
    }

    @Override
    public BatchEnd end() {
        return span.end().end();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            reader.passed(segment, span);
        }
    }
}
