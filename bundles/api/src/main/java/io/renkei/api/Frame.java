package io.renkei.api;

import java.nio.ByteBuffer;

/**
 * A bounded piece of a batch.
 *
 * @param rawBytes length once decoded; at most {@link #MAX_BYTES}
 * @param data the encoded bytes between position and limit; valid only until the next frame is asked for; at most
 *     {@link #MAX_BYTES}
 */
public record Frame(FrameType type, Encoding encoding, int rawBytes, ByteBuffer data) {
    /** Upper bound of a frame, encoded or not: what one link may make every buffer on the way hold. */
    public static final int MAX_BYTES = 1024 * 1024;

    public Frame {
        if (rawBytes < 0 || rawBytes > MAX_BYTES) {
            throw new IllegalArgumentException("a frame holds 0.." + MAX_BYTES + " bytes, was " + rawBytes);
        }
        if (data.remaining() > MAX_BYTES) {
            throw new IllegalArgumentException("an encoded frame holds at most " + MAX_BYTES + " bytes");
        }
        if (encoding == Encoding.RAW && data.remaining() != rawBytes) {
            throw new IllegalArgumentException("a raw frame of " + rawBytes + " bytes has " + data.remaining());
        }
    }

    /** A frame of plain bytes. */
    public static Frame raw(FrameType type, ByteBuffer data) {
        return new Frame(type, Encoding.RAW, data.remaining(), data);
    }
}
