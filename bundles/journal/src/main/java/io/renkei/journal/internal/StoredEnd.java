package io.renkei.journal.internal;

import io.renkei.api.BatchEnd;
import java.nio.ByteBuffer;

/**
 * Payload of an END record; what makes a batch visible.
 *
 * @param frames how many FRAME records the batch has
 * @param storedBytes bytes of all frames, encoded, without what records and encryption add
 */
record StoredEnd(long seq, long frames, long storedBytes, BatchEnd end) {
    /**
     * Closes every batch. Never zero, so that a last block which the disk did not write before a power cut (it reads as
     * zeros) can be told from one that was written and is damaged.
     */
    private static final long CLOSING = 0x656E_642D_6261_7463L;

    void encode(ByteBuffer out) {
        out.putLong(seq);
        out.putLong(frames);
        out.putLong(storedBytes);
        Fields.putPosition(out, end.to());
        Fields.putInstant(out, end.newestCommit());
        out.putLong(end.items());
        out.putLong(end.rawBytes());
        out.putLong(CLOSING);
    }

    /**
     * @throws IllegalArgumentException if the bytes are no such payload
     */
    static StoredEnd decode(ByteBuffer in) {
        StoredEnd decoded = new StoredEnd(
                in.getLong(),
                in.getLong(),
                in.getLong(),
                new BatchEnd(Fields.position(in), Fields.instant(in), in.getLong(), in.getLong()));
        if (in.getLong() != CLOSING) {
            throw new IllegalArgumentException("the end of the batch is not closed");
        }
        return decoded;
    }
}
