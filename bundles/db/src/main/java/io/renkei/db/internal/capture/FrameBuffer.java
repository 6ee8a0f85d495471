package io.renkei.db.internal.capture;

import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects the bytes of one DATA frame; small as long as little is written, reused from frame to frame. */
final class FrameBuffer {
    /** Longest frame: what a link may hold in each of its buffers. */
    static final int FRAME_BYTES = 256 * 1024;

    /** Most bytes to reserve at once, so that a small frame needs a small array. */
    static final int STEP_BYTES = 16 * 1024;

    private static final int FIRST_BYTES = 8 * 1024;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    int size() {
        return size;
    }

    int room() {
        return FRAME_BYTES - size;
    }

    /** Array to write into from {@link #size()} on, with room for so many bytes; then {@link #wrote}. */
    byte[] reserve(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.min(FRAME_BYTES, Math.max(size + count, 2 * bytes.length)));
        }
        return bytes;
    }

    void wrote(int count) {
        size += count;
    }

    void put(int value) {
        reserve(1)[size] = (byte) value;
        size++;
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        setInt(size, value);
        size += Integer.BYTES;
    }

    void setInt(int at, int value) {
        ByteBuffer.wrap(bytes).putInt(at, value);
    }

    void put(byte[] source) {
        System.arraycopy(source, 0, reserve(source.length), size, source.length);
        size += source.length;
    }

    /** The frame of what was written; valid until the next write. */
    Frame take() {
        Frame frame = Frame.raw(FrameType.DATA, ByteBuffer.wrap(bytes, 0, size).slice());
        size = 0;
        return frame;
    }
}
