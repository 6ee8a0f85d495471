package io.renkei.journal.internal;

import io.renkei.api.BatchType;
import io.renkei.api.Encoding;
import io.renkei.api.FrameType;
import java.util.List;

/** Enum values as one byte. The order here is part of the journal's format: only ever add at the end. */
final class Codes {
    static final List<BatchType> BATCH_TYPES = List.of(BatchType.DATA, BatchType.BASE, BatchType.BARRIER);
    static final List<FrameType> FRAME_TYPES = List.of(FrameType.ITEM, FrameType.DATA, FrameType.REFERENCE);
    static final List<Encoding> ENCODINGS = List.of(Encoding.RAW, Encoding.ZSTD);

    private Codes() {}

    /**
     * @throws IllegalArgumentException if the format has no code for it
     */
    static <T> byte code(List<T> values, T value) {
        int code = values.indexOf(value);
        if (code < 0) {
            throw new IllegalArgumentException("the journal has no code for " + value);
        }
        return (byte) code;
    }

    /**
     * @throws IllegalArgumentException if there is no such value
     */
    static <T> T value(List<T> values, byte code) {
        if (code < 0 || code >= values.size()) {
            throw new IllegalArgumentException("code " + code + " is not one of " + values.size());
        }
        return values.get(code);
    }
}
