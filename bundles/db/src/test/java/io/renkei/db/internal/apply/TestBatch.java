package io.renkei.db.internal.apply;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Relation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A batch in memory, that can be read again and again by {@link #again}. */
public final class TestBatch implements NumberedBatch {
    public static final LinkId LINK = LinkId.parse("db-13-prod");

    private final BatchHead head;
    private final BatchEnd end;
    private final long seq;
    private final List<Frame> frames;
    private int at;
    private int breakAt = Integer.MAX_VALUE;
    private long epoch = 1;

    private TestBatch(BatchHead head, BatchEnd end, long seq, List<Frame> frames) {
        this.head = head;
        this.end = end;
        this.seq = seq;
        this.frames = frames;
    }

    public TestBatch again() {
        TestBatch same = new TestBatch(head, end, seq, frames);
        same.epoch = epoch;
        return same;
    }

    /** The same, but from a journal of another epoch. */
    TestBatch ofEpoch(long value) {
        TestBatch other = again();
        other.epoch = value;
        return other;
    }

    /** The same, but committed at another time of the source's clock. */
    TestBatch committedAt(Instant time) {
        BatchEnd other = new BatchEnd(end.to(), time, end.items(), end.rawBytes());
        return new TestBatch(head, other, seq, frames);
    }

    /** What a source gives, read to its end. */
    public static TestBatch copyOf(Batch batch, long seq) {
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
            ByteBuffer bytes = ByteBuffer.allocate(frame.data().remaining())
                    .put(frame.data().duplicate())
                    .flip();
            frames.add(Frame.raw(frame.type(), bytes));
        }
        TestBatch copy = new TestBatch(batch.head(), batch.end(), seq, frames);
        batch.close();
        return copy;
    }

    /** The same, but as if it began elsewhere. */
    TestBatch from(long from) {
        return new TestBatch(new BatchHead(LINK, head.type(), Position.of(from), head.label()), end, seq, frames);
    }

    /** The same, but the line breaks after some frames. */
    TestBatch breakingAfter(int count) {
        TestBatch broken = again();
        broken.breakAt = count;
        return broken;
    }

    int frameCount() {
        return frames.size();
    }

    @Override
    public Epoch epoch() {
        return new Epoch(epoch);
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public long storedBytes() {
        return end.rawBytes();
    }

    @Override
    public BatchHead head() {
        return head;
    }

    @Override
    public Frame next() {
        if (at == breakAt) {
            throw new TransientLinkException(LINK, ErrorCode.LINE_DOWN, "cut by the test");
        }
        if (at == frames.size()) {
            return null;
        }
        Frame frame = frames.get(at++);
        return new Frame(
                frame.type(), frame.encoding(), frame.rawBytes(), frame.data().duplicate());
    }

    @Override
    public BatchEnd end() {
        return end;
    }

    @Override
    public void close() {}

    /** Puts a batch together. */
    static final class Builder {
        private final BatchType type;
        private final long from;
        private final List<Frame> frames = new ArrayList<>();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private final Random cuts;
        private String label = "1";
        private long items;

        Builder(BatchType type, long from, long seed) {
            this.type = type;
            this.from = from;
            this.cuts = new Random(seed);
        }

        Builder label(String text) {
            label = text;
            return this;
        }

        Builder declare(byte[] relationMessage) {
            flush();
            Relation relation = Relation.decode(ByteBuffer.wrap(relationMessage));
            frames.add(Frame.raw(
                    FrameType.ITEM,
                    new ItemDeclaration(relation.item(), relation.columnNames(), relationMessage).encode()));
            return this;
        }

        Builder message(byte[] message) {
            data.writeBytes(ByteBuffer.allocate(4).putInt(message.length).array());
            data.writeBytes(message);
            if ("IUDT".indexOf(message[0]) >= 0) {
                items++;
            }
            return this;
        }

        TestBatch build(long to, long seq) {
            flush();
            Instant commit = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seq);
            return new TestBatch(
                    new BatchHead(LINK, type, Position.of(from), label),
                    new BatchEnd(Position.of(to), commit, items, 0),
                    seq,
                    frames);
        }

        /** Cuts the stream at any byte. */
        private void flush() {
            byte[] bytes = data.toByteArray();
            data.reset();
            int start = 0;
            while (start < bytes.length) {
                int length = Math.min(bytes.length - start, 1 + cuts.nextInt(100_000));
                frames.add(Frame.raw(
                        FrameType.DATA, ByteBuffer.wrap(bytes, start, length).slice()));
                start += length;
            }
        }
    }
}
