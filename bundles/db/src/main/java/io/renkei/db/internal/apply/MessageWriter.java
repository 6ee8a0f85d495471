package io.renkei.db.internal.apply;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes messages of the PostgreSQL protocol into a buffer that goes out when it is full. A message that does not fit makes
 * it grow; it shrinks again afterwards.
 */
final class MessageWriter {
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int FLUSH_BYTES = 64 * 1024;

    private final OutputStream out;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private int lengthAt;

    MessageWriter(OutputStream out) {
        this.out = out;
    }

    void begin(char type) {
        room(1 + Integer.BYTES);
        buffer[used++] = (byte) type;
        lengthAt = used;
        used += Integer.BYTES;
    }

    void end() throws IOException {
        int length = used - lengthAt;
        int at = lengthAt;
        buffer[at] = (byte) (length >>> 24);
        buffer[at + 1] = (byte) (length >>> 16);
        buffer[at + 2] = (byte) (length >>> 8);
        buffer[at + 3] = (byte) length;
        if (used >= FLUSH_BYTES) {
            flush();
        }
    }

    /** Bytes of the message that was begun. */
    int messageBytes() {
        return used - lengthAt;
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
        if (buffer.length > BUFFER_BYTES) {
            buffer = new byte[BUFFER_BYTES];
        }
    }

    void zeroByte() {
        int8(0);
    }

    void int8(int value) {
        room(1);
        buffer[used++] = (byte) value;
    }

    void int16(int value) {
        room(Short.BYTES);
        buffer[used++] = (byte) (value >>> 8);
        buffer[used++] = (byte) value;
    }

    void int32(int value) {
        room(Integer.BYTES);
        buffer[used++] = (byte) (value >>> 24);
        buffer[used++] = (byte) (value >>> 16);
        buffer[used++] = (byte) (value >>> 8);
        buffer[used++] = (byte) value;
    }

    /** A text that ends with a zero. */
    void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        bytes(bytes, 0, bytes.length);
        zeroByte();
    }

    void bytes(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, buffer, used, count);
        used += count;
    }

    /** The rest of a Bind without parameters. */
    void noParameters() {
        int16(0);
        int16(0);
        int16(0);
    }

    private void room(int count) {
        if (buffer.length - used < count) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(used, count), buffer.length * 2));
        }
    }
}
