package io.renkei.journal.internal;

import io.renkei.api.BatchType;
import io.renkei.api.Position;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Payload of a HEAD record.
 *
 * @param writtenAt when the journal began to write the batch
 */
record StoredHead(long seq, BatchType type, Position from, String label, Instant writtenAt) {
    /** Token and label at their longest take less than 9 KiB. */
    static final int MAX_BYTES = 16 * 1024;

    void encode(ByteBuffer out) {
        out.putLong(seq);
        out.put(Codes.code(Codes.BATCH_TYPES, type));
        Fields.putPosition(out, from);
        Fields.putText(out, label);
        Fields.putInstant(out, writtenAt);
    }

    /**
     * @throws IllegalArgumentException if the bytes are no such payload
     */
    static StoredHead decode(ByteBuffer in) {
        return new StoredHead(
                in.getLong(),
                Codes.value(Codes.BATCH_TYPES, in.get()),
                Fields.position(in),
                Fields.text(in),
                Fields.instant(in));
    }
}
