package io.renkei.journal.internal;

import io.renkei.api.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The forms that header and records share: big-endian numbers, UTF-8 with its length in two bytes. */
final class Fields {
    private Fields() {}

    static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putChar((char) bytes.length);
        out.put(bytes);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getChar()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void putPosition(ByteBuffer out, Position position) {
        out.putLong(position.order());
        putText(out, position.token());
    }

    static Position position(ByteBuffer in) {
        return new Position(in.getLong(), text(in));
    }

    static void putInstant(ByteBuffer out, Instant instant) {
        out.putLong(instant.getEpochSecond());
        out.putInt(instant.getNano());
    }

    static Instant instant(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }
}
