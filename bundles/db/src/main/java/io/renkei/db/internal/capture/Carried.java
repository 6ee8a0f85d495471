package io.renkei.db.internal.capture;

import io.renkei.api.Position;
import org.jspecify.annotations.Nullable;

/**
 * The last source transaction that was carried, kept in the token of a position: by it a source that was restored from a
 * copy, and has another history since, is told from the one that was read before.
 *
 * @param lsn where it was committed
 * @param time when, in microseconds since 2000
 */
record Carried(long lsn, long time) {
    private static final int HEXADECIMAL = 16;

    /** A position behind the transaction. */
    Position at(long order) {
        return new Position(order, Long.toHexString(lsn) + "@" + Long.toHexString(time));
    }

    /** What a position knows; null: it was given by a base copy, or nothing was carried yet. */
    static @Nullable Carried of(Position position) {
        String[] parts = position.token().split("@", -1);
        if (parts.length != 2) {
            return null;
        }
        try {
            return new Carried(
                    Long.parseUnsignedLong(parts[0], HEXADECIMAL), Long.parseUnsignedLong(parts[1], HEXADECIMAL));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
