package io.renkei.journal.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.journal.FrameCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A batch as a value: what goes into a journal must come out of it equal. */
record Sample(BatchType type, Position from, Position to, String label, List<Piece> pieces) {
    static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final Instant COMMITTED = Instant.parse("2026-04-01T00:00:00.123456Z");

    /** A frame's type and its plain bytes, one char each. */
    record Piece(FrameType type, String bytes) {}

    static Sample data(long from, long to, String... frames) {
        List<Piece> pieces = new ArrayList<>();
        for (String frame : frames) {
            pieces.add(new Piece(FrameType.DATA, frame));
        }
        return new Sample(BatchType.DATA, Position.of(from), Position.of(to), "route 1.0.0", pieces);
    }

    /** Batch number n, from position n - 1 to n, of so many bytes that do not compress; made from its number. */
    static Sample noise(long number, int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        new Random(number).ints(bytes, 0, 256).forEach(value -> text.append((char) value));
        return data(number - 1, number, text.toString());
    }

    static Sample barrier(long at, String id) {
        return new Sample(BatchType.BARRIER, Position.of(at), Position.of(at), id, List.of());
    }

    static Sample base(long to, String... frames) {
        return new Sample(BatchType.BASE, Position.START, Position.of(to), "", data(0, to, frames).pieces);
    }

    /** The same batch that also declares an item before its data. */
    Sample declaring(String item, String... parts) {
        ByteBuffer bytes = new ItemDeclaration(item, List.of(parts), new byte[] {1, 2, 3}).encode();
        return withFirst(new Piece(FrameType.ITEM, text(bytes)));
    }

    /** The same batch with one more frame of a type before the others. */
    Sample withFirst(Piece piece) {
        List<Piece> all = new ArrayList<>(pieces);
        all.add(0, piece);
        return new Sample(type, from, to, label, all);
    }

    BatchEnd end() {
        return new BatchEnd(
                to,
                COMMITTED,
                pieces.size(),
                pieces.stream().mapToLong(piece -> piece.bytes.length()).sum());
    }

    Batch batch() {
        return new Reading(this, Integer.MAX_VALUE);
    }

    /** As {@link #batch()}, but the source breaks after so many frames. */
    Batch breakingAfter(int frames) {
        return new Reading(this, frames);
    }

    /** Reads a batch to its end and closes it. */
    static Sample of(NumberedBatch batch) {
        try (batch;
                FrameCodec codec = new FrameCodec()) {
            List<Piece> pieces = new ArrayList<>();
            for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
                pieces.add(new Piece(frame.type(), text(codec.decode(frame).data())));
            }
            BatchHead head = batch.head();
            Sample sample = new Sample(head.type(), head.from(), batch.end().to(), head.label(), pieces);
            if (!sample.end().equals(batch.end())) {
                throw new AssertionError("the end says " + batch.end() + ", the frames say " + sample.end());
            }
            return sample;
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    private static final class Reading implements Batch {
        private final Sample sample;
        private final int breaksAfter;
        private int given;

        Reading(Sample sample, int breaksAfter) {
            this.sample = sample;
            this.breaksAfter = breaksAfter;
        }

        @Override
        public BatchHead head() {
            return new BatchHead(LINK, sample.type, sample.from, sample.label);
        }

        @Override
        public @Nullable Frame next() {
            if (given == breaksAfter) {
                throw new TransientLinkException(LINK, ErrorCode.SOURCE_UNREACHABLE, "the source broke");
            }
            if (given == sample.pieces.size()) {
                return null;
            }
            Piece piece = sample.pieces.get(given++);
            return Frame.raw(piece.type, ByteBuffer.wrap(piece.bytes.getBytes(StandardCharsets.ISO_8859_1)));
        }

        @Override
        public BatchEnd end() {
            if (given < sample.pieces.size()) {
                throw new IllegalStateException("frames are left");
            }
            return sample.end();
        }

        @Override
        public void close() {
            given = sample.pieces.size();
        }
    }
}
