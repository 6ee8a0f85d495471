package io.renkei.journal.internal;

import io.renkei.api.BatchInfo;
import io.renkei.api.Position;
import java.io.IOException;

/**
 * Where one whole batch is in its segment.
 *
 * @param start offset of the HEAD record
 * @param firstFrame offset of the record after the head
 * @param endRecord offset of the END record: after the last frame
 * @param next offset behind the batch
 */
record BatchSpan(StoredHead head, StoredEnd end, long start, long firstFrame, long endRecord, long next) {
    /** What it shows of itself. */
    BatchInfo info(Position acknowledged) {
        return new BatchInfo(
                head.seq(),
                head.type(),
                head.from(),
                end.end().to(),
                head.label(),
                head.writtenAt(),
                end.end().newestCommit(),
                end.end().items(),
                end.frames(),
                end.end().rawBytes(),
                end.storedBytes(),
                end.end().to().compareTo(acknowledged) <= 0);
    }

    /**
     * Reads head and end of the batch at an offset and hops over its frames.
     *
     * @throws DamageException also if the batch has no end
     */
    static BatchSpan read(RecordReader records, long offset) throws IOException, DamageException {
        records.header(offset, RecordReader.HOP_BYTES);
        if (records.type() != RecordType.HEAD) {
            throw records.damage("a batch does not begin with its head");
        }
        StoredHead head = records.payload(StoredHead::decode);
        long firstFrame = records.next();
        long at = firstFrame;
        long frames = 0;
        records.header(at, RecordReader.HOP_BYTES);
        while (records.type() == RecordType.FRAME) {
            frames++;
            at = records.next();
            records.header(at, RecordReader.HOP_BYTES);
        }
        if (records.type() != RecordType.END) {
            throw records.damage("a batch has no end");
        }
        StoredEnd end = records.payload(StoredEnd::decode);
        if (end.seq() != head.seq() || end.frames() != frames) {
            throw records.damage("an end that belongs to another batch");
        }
        return new BatchSpan(head, end, offset, firstFrame, at, records.next());
    }
}
