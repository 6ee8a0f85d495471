package io.renkei.db.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Writes the bytes of a control call. */
final class WireOutput {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireOutput(int version) {
        out.write(version);
    }

    WireOutput octet(int value) {
        out.write(value);
        return this;
    }

    WireOutput number(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    WireOutput big(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    WireOutput text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    <T> WireOutput list(Collection<T> list, BiConsumer<WireOutput, T> element) {
        number(list.size());
        for (T each : list) {
            element.accept(this, each);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
