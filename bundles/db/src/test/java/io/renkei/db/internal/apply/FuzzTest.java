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
import io.renkei.api.Mover;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.db.internal.wire.DigestReply;
import io.renkei.db.internal.wire.DigestRequest;
import io.renkei.db.internal.wire.Fuzz;
import io.renkei.db.internal.wire.LeaveOutRequest;
import io.renkei.db.internal.wire.MoveRequest;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.RestartRequest;
import io.renkei.db.internal.wire.TargetPlaces;
import io.renkei.db.internal.wire.TargetStateReply;
import io.renkei.db.internal.wire.TargetStateRequest;
import io.renkei.db.internal.wire.Tuples;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes the far half sends, a decoder of this kind gives a value or says no in the one way that its caller
 * expects. How to run it longer: {@link Fuzz}.
 */
class FuzzTest {
    private static final int OID = 16400;
    private static final Relation CLAIM = new Relation(
            OID,
            "payment",
            "c_claim",
            'd',
            List.of(new Relation.Column(true, "claim_id", 23, -1), new Relation.Column(false, "状態", 25, -1)));

    /** claim_id = 7, 状態 = null. */
    private static final byte[] ROW = HexFormat.of().parseHex("0002" + "6200000004" + "00000007" + "6e");

    private final Fuzz fuzz = new Fuzz();

    @Test
    void controlCalls() {
        TargetStateRequest.Table table = new TargetStateRequest.Table("payment", "c_claim");
        refusesOrReads(new TargetStateRequest(List.of(table, table)).encode(), TargetStateRequest::decode);
        refusesOrReads(
                new TargetStateReply(Position.of(7), List.of("payment.c_claim"), List.of("a.b")).encode(),
                TargetStateReply::decode);
        refusesOrReads(
                new DigestRequest("b1", table, List.of("claim_id", "状態"), List.of("claim_id"), 64, List.of(3, 5))
                        .encode(),
                DigestRequest::decode);
        refusesOrReads(
                new DigestReply(
                                List.of(new DigestReply.Bucket(3, 2, 5L)),
                                List.of(new DigestReply.Row(1, 2, "**34")),
                                true)
                        .encode(),
                DigestReply::decode);
        refusesOrReads(new RestartRequest("someone").encode(), RestartRequest::decode);
        refusesOrReads(RestartRequest.answer(true), RestartRequest::done);
        TargetPlace place = new TargetPlace(
                Position.of(7),
                new Epoch(3),
                "someone",
                Position.of(9),
                Position.of(9),
                Position.of(7),
                5,
                Position.of(11),
                1,
                true,
                List.of("a.b"));
        refusesOrReads(TargetPlaces.request(), TargetPlaces::check);
        refusesOrReads(TargetPlaces.encode(place), TargetPlaces::decode);
        refusesOrReads(
                new MoveRequest(
                                new Mover.Move(place, Position.of(5), true, false, Instant.EPOCH),
                                new Epoch(4),
                                "mover")
                        .encode(),
                MoveRequest::decode);
        refusesOrReads(
                new LeaveOutRequest(place, Position.of(11), new Epoch(4), "mover").encode(), LeaveOutRequest::decode);
    }

    @Test
    void relationsAndRows() {
        refusesOrReads(CLAIM.encode(), bytes -> Relation.decode(ByteBuffer.wrap(bytes)));
        refusesOrReads(ROW, bytes -> {
            int end = Tuples.check(bytes, 0, bytes.length, 2);
            Tuples.traits(bytes, 0);
            Tuples.hash(Arrays.copyOf(bytes, end), 0, new int[] {0, 1});
        });
    }

    @Test
    void batchesAndTheirMessages() {
        byte[] declaration = new ItemDeclaration(CLAIM.item(), CLAIM.columnNames(), CLAIM.encode())
                .encode()
                .array();
        byte[] oid = ByteBuffer.allocate(Integer.BYTES).putInt(OID).array();
        byte[] changes = join(
                message('B'),
                message('I', oid, new byte[] {'N'}, ROW),
                message('T', new byte[] {0, 0, 0, 1, 2}, oid),
                message('C'));
        byte[] copied = join(message('r'), message('c', oid, ROW));
        readAll(BatchType.DATA, declaration, changes);
        readAll(BatchType.BASE, declaration, copied);
        readAll(BatchType.BARRIER, declaration, message('s'));
        fuzz.of(declaration, bytes -> refusesOrReadsAll(BatchType.DATA, bytes, changes));
        fuzz.of(changes, bytes -> refusesOrReadsAll(BatchType.DATA, declaration, bytes));
        fuzz.of(copied, bytes -> refusesOrReadsAll(BatchType.BASE, declaration, bytes));
        fuzz.of(message('s'), bytes -> refusesOrReadsAll(BatchType.BARRIER, declaration, bytes));
    }

    /** A refusal is a {@link PermanentLinkException} that names the protocol, or the size that is not carried. */
    private void refusesOrReadsAll(BatchType type, byte[] declaration, byte[] data) {
        try {
            readAll(type, declaration, data);
        } catch (PermanentLinkException e) {
            if (e.code() != ErrorCode.PROTOCOL && e.code() != ErrorCode.CASE_NOT_HANDLED) {
                throw e;
            }
        }
    }

    private void readAll(BatchType type, byte[] declaration, byte[] data) {
        int cut = fuzz.random().nextInt(data.length + 1);
        List<Frame> frames = List.of(
                frame(FrameType.ITEM, declaration),
                frame(FrameType.DATA, Arrays.copyOf(data, cut)),
                frame(FrameType.DATA, Arrays.copyOfRange(data, cut, data.length)));
        try (Batch batch = new Received(type, frames.iterator())) {
            PgOutputReader reader = new PgOutputReader(batch);
            while (reader.next()) {
                reader.body();
            }
        }
    }

    private void refusesOrReads(byte[] sample, Consumer<byte[]> decoder) {
        fuzz.of(sample, bytes -> {
            try {
                decoder.accept(bytes);
            } catch (IllegalArgumentException e) {
                if (bytes == sample) {
                    throw e;
                }
            }
        });
    }

    private static Frame frame(FrameType type, byte[] bytes) {
        return Frame.raw(type, ByteBuffer.wrap(bytes));
    }

    private static byte[] message(char type, byte[]... parts) {
        byte[] body = join(parts);
        return ByteBuffer.allocate(Integer.BYTES + 1 + body.length)
                .putInt(1 + body.length)
                .put((byte) type)
                .put(body)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** Frames as they came, right or not. */
    private record Received(BatchType type, Iterator<Frame> frames) implements Batch {
        @Override
        public BatchHead head() {
            return new BatchHead(TestBatch.LINK, type, Position.of(1), "1");
        }

        @Override
        public Frame next() {
            return frames.hasNext() ? frames.next() : null;
        }

        @Override
        public BatchEnd end() {
            return new BatchEnd(Position.of(2), Instant.EPOCH, 1, 0);
        }

        @Override
        public void close() {}
    }
}
