package io.renkei.api;

import java.nio.charset.StandardCharsets;

/**
 * Where a source was read up to, in the source's own terms; opaque to journal and line. Two positions of one link can be
 * compared within an epoch by {@code order}.
 *
 * @param order grows with the source's commit order, unsigned (a commit LSN, an index number); 0 only for {@link #START}
 * @param token the source's own text where a number is not enough (a snapshot, for example), else empty; at most 8 KiB
 *     of UTF-8
 */
public record Position(long order, String token) implements Comparable<Position> {
    /** Longest token in bytes: a PostgreSQL snapshot with several hundred open transactions fits. */
    public static final int TOKEN_MAX_BYTES = 8 * 1024;

    /** Before everything: nothing was carried yet. */
    public static final Position START = new Position(0, "");

    public Position {
        if (token.getBytes(StandardCharsets.UTF_8).length > TOKEN_MAX_BYTES) {
            throw new IllegalArgumentException("position token is longer than " + TOKEN_MAX_BYTES + " bytes");
        }
    }

    /** A position that its number tells wholly. */
    public static Position of(long order) {
        return new Position(order, "");
    }

    /** Whether nothing was carried yet. */
    public boolean isStart() {
        return order == 0;
    }

    @Override
    public int compareTo(Position other) {
        return Long.compareUnsigned(order, other.order);
    }

    @Override
    public String toString() {
        return token.isEmpty() ? Long.toUnsignedString(order) : Long.toUnsignedString(order) + "[" + token + "]";
    }
}
