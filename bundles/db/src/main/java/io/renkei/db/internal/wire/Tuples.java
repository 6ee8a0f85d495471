package io.renkei.db.internal.wire;

/**
 * Walks through a pgoutput TupleData: {@code [i16 columns]}, then for each column {@code n} (null), {@code u} (an unchanged
 * long value that is not sent), or {@code b} or {@code t} with {@code [i32 length][bytes]}.
 */
public final class Tuples {
    /** The tuple holds a value that was not sent. */
    public static final int UNCHANGED = 1;

    /** The tuple holds a value as text. */
    public static final int TEXT = 2;

    private static final int FNV_PRIME = 0x01000193;

    private Tuples() {}

    /** The unsigned 16-bit number at a place. */
    public static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /** The 32-bit number at a place. */
    public static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    /** Where the column behind the one at {@code at} begins. */
    public static int next(byte[] bytes, int at) {
        return isSent(bytes[at]) ? at + 1 + Integer.BYTES + int32(bytes, at + 1) : at + 1;
    }

    /** Where a column of a tuple begins. */
    public static int column(byte[] bytes, int tuple, int index) {
        int at = tuple + Short.BYTES;
        for (int i = 0; i < index; i++) {
            at = next(bytes, at);
        }
        return at;
    }

    /** Whether a column of this kind has length and bytes. */
    public static boolean isSent(byte kind) {
        return kind == 'b' || kind == 't';
    }

    /**
     * Checks a tuple's form.
     *
     * @param limit where its message ends
     * @return where the tuple ends
     * @throws IllegalArgumentException if it is broken or has another number of columns
     */
    public static int check(byte[] bytes, int tuple, int limit, int columns) {
        if (limit - tuple < Short.BYTES || int16(bytes, tuple) != columns) {
            throw new IllegalArgumentException("a row has another number of columns than its table");
        }
        int at = tuple + Short.BYTES;
        for (int i = 0; i < columns; i++) {
            if (at >= limit) {
                throw new IllegalArgumentException("a row ends too early");
            }
            if (isSent(bytes[at])) {
                int length = limit - at > Integer.BYTES ? int32(bytes, at + 1) : -1;
                if (length < 0 || length > limit - at - 1 - Integer.BYTES) {
                    throw new IllegalArgumentException("a value is longer than its row");
                }
            } else if (bytes[at] != 'n' && bytes[at] != 'u') {
                throw new IllegalArgumentException("a value of unknown kind " + bytes[at]);
            }
            at = next(bytes, at);
        }
        return at;
    }

    /** {@link #UNCHANGED} and {@link #TEXT}, as they hold for a checked tuple. */
    public static int traits(byte[] bytes, int tuple) {
        int traits = 0;
        int columns = int16(bytes, tuple);
        int at = tuple + Short.BYTES;
        for (int i = 0; i < columns; i++) {
            if (bytes[at] == 'u') {
                traits |= UNCHANGED;
            } else if (bytes[at] == 't') {
                traits |= TEXT;
            }
            at = next(bytes, at);
        }
        return traits;
    }

    /** Hash of some columns' bytes; {@code columns} in ascending order. */
    public static int hash(byte[] bytes, int tuple, int[] columns) {
        int hash = 1;
        int at = tuple + Short.BYTES;
        int index = 0;
        for (int column : columns) {
            for (; index < column; index++) {
                at = next(bytes, at);
            }
            int end = next(bytes, at);
            for (int i = at; i < end; i++) {
                hash = (hash ^ bytes[i]) * FNV_PRIME;
            }
        }
        return hash ^ hash >>> 15;
    }

    /** Whether some columns, in ascending order, are the same bytes in both tuples. */
    public static boolean same(byte[] bytes, int tuple, int other, int[] columns) {
        int at = tuple + Short.BYTES;
        int otherAt = other + Short.BYTES;
        int index = 0;
        for (int column : columns) {
            for (; index < column; index++) {
                at = next(bytes, at);
                otherAt = next(bytes, otherAt);
            }
            if (!sameColumn(bytes, at, otherAt)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two columns, given by where they begin, are the same bytes. */
    public static boolean sameColumn(byte[] bytes, int at, int otherAt) {
        int length = next(bytes, at) - at;
        if (next(bytes, otherAt) - otherAt != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != bytes[otherAt + i]) {
                return false;
            }
        }
        return true;
    }
}
