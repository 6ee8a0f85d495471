package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Tuples;
import java.nio.charset.StandardCharsets;

/** Writes a row's key for people: column names, and of each value its last two characters only. */
final class KeyMask {
    private static final int SHOWN = 2;
    private static final int STARS_MAX = 18;

    private KeyMask() {}

    static String of(Chunk chunk, int change) {
        TargetTable table = chunk.table(change);
        if (!table.hasKey()) {
            return "(whole row)";
        }
        byte[] bytes = chunk.bytes();
        StringBuilder masked = new StringBuilder("(");
        for (int column : table.key()) {
            int at = Tuples.column(bytes, chunk.keyTuple(change), column);
            masked.append(masked.length() > 1 ? ", " : "")
                    .append(table.columnName(column))
                    .append('=')
                    .append(masked(text(bytes, at, table.relation().columns().get(column))));
        }
        return masked.append(')').toString();
    }

    private static String masked(String text) {
        int hidden = text.codePointCount(0, text.length()) - SHOWN;
        if (hidden <= 0) {
            return text;
        }
        return "*".repeat(Math.min(hidden, STARS_MAX)) + text.substring(text.offsetByCodePoints(text.length(), -SHOWN));
    }

    private static String text(byte[] bytes, int at, Relation.Column column) {
        if (!Tuples.isSent(bytes[at])) {
            return "null";
        }
        int length = Tuples.int32(bytes, at + 1);
        int value = at + 1 + Integer.BYTES;
        boolean text =
                bytes[at] == 't' || column.typeOid() == 25 || column.typeOid() == 1043 || column.typeOid() == 1042;
        if (text) {
            return new String(bytes, value, length, StandardCharsets.UTF_8);
        }
        boolean integer = column.typeOid() == 20 || column.typeOid() == 21 || column.typeOid() == 23;
        if (integer && length <= Long.BYTES && length > 0) {
            long number = bytes[value];
            for (int i = 1; i < length; i++) {
                number = number << 8 | (bytes[value + i] & 0xff);
            }
            return Long.toString(number);
        }
        return "?";
    }
}
