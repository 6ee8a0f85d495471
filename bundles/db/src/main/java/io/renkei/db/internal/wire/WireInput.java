package io.renkei.db.internal.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the bytes of a control call; a count or length that the bytes can't hold is refused before anything is made. */
final class WireInput {
    private final ByteBuffer in;

    WireInput(byte[] bytes, int version) {
        in = ByteBuffer.wrap(bytes);
        int found = octet();
        if (found != version) {
            throw new IllegalArgumentException(
                    "version " + found + " of a control call, this release knows " + version);
        }
    }

    int octet() {
        need(Byte.BYTES);
        return Byte.toUnsignedInt(in.get());
    }

    int number() {
        need(Integer.BYTES);
        return in.getInt();
    }

    long big() {
        need(Long.BYTES);
        return in.getLong();
    }

    String text() {
        byte[] bytes = new byte[need(number())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    <T> List<T> list(Function<WireInput, T> element) {
        int count = need(number());
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(element.apply(this));
        }
        return list;
    }

    <T> T last(T value) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("bytes follow the control call");
        }
        return value;
    }

    private int need(int bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new IllegalArgumentException("the control call ends too early", new BufferUnderflowException());
        }
        return bytes;
    }
}
