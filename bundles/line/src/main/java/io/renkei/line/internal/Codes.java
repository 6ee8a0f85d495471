package io.renkei.line.internal;

import io.renkei.api.BatchType;
import io.renkei.api.Encoding;
import io.renkei.api.FrameType;
import java.util.List;

/** Numbers of enum values on the line; the place in a list is the number, so lists only ever grow. */
final class Codes {
    static final List<BatchType> BATCHES = List.of(BatchType.DATA, BatchType.BASE, BatchType.BARRIER);

    /** References are resolved before they are sent. */
    static final List<FrameType> FRAMES = List.of(FrameType.ITEM, FrameType.DATA);

    static final List<Encoding> ENCODINGS = List.of(Encoding.RAW, Encoding.ZSTD);

    private Codes() {}

    /**
     * @throws ProtocolException if no value has this number
     */
    static <T> T value(List<T> values, int code) throws ProtocolException {
        if (code < 0 || code >= values.size()) {
            throw new ProtocolException("no such number " + code + " among " + values);
        }
        return values.get(code);
    }
}
