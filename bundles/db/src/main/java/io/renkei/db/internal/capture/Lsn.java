package io.renkei.db.internal.capture;

import java.util.HexFormat;

/** A place in a PostgreSQL's write-ahead log, as the text {@code 0/5A3F1C88} and as a number. */
final class Lsn {
    private Lsn() {}

    static String text(long lsn) {
        return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT) + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }

    static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a place in the write-ahead log");
        }
        return HexFormat.fromHexDigitsToLong(text, 0, slash) << 32
                | HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
    }
}
