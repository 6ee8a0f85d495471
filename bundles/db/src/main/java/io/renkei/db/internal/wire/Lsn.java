package io.renkei.db.internal.wire;

import java.util.HexFormat;
import java.util.Locale;

/** A place in a PostgreSQL's write-ahead log, as the text {@code 0/5A3F1C88} and as a number. */
public final class Lsn {
    private Lsn() {}

    /** As a number, as text. */
    public static String text(long lsn) {
        return Long.toHexString(lsn >>> 32).toUpperCase(Locale.ROOT) + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }

    /**
     * As text, as a number.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a place in the write-ahead log");
        }
        return HexFormat.fromHexDigitsToLong(text, 0, slash) << 32
                | HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
    }
}
