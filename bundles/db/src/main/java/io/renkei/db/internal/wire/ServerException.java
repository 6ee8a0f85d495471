package io.renkei.db.internal.wire;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * An ErrorResponse of a PostgreSQL server. Keeps the fields that name things; the detail, which quotes values of rows, is
 * left where it is.
 */
public final class ServerException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final String table;
    private final String column;
    private final String constraint;

    private ServerException(Map<Character, String> fields) {
        super(fields.getOrDefault('M', "the server names no cause"), fields.getOrDefault('C', "XX000"));
        String schema = fields.getOrDefault('s', "");
        this.table = schema.isEmpty() ? "" : schema + "." + fields.getOrDefault('t', "");
        this.column = fields.getOrDefault('c', "");
        this.constraint = fields.getOrDefault('n', "");
    }

    /** Reads the body of an ErrorResponse: fields of a letter and a text that ends with a zero. */
    public static ServerException read(byte[] body, int length) {
        Map<Character, String> fields = new HashMap<>();
        int at = 0;
        while (at < length && body[at] != 0) {
            char field = (char) body[at];
            int start = at + 1;
            int end = start;
            while (end < length && body[end] != 0) {
                end++;
            }
            fields.put(field, new String(body, start, end - start, StandardCharsets.UTF_8));
            at = end + 1;
        }
        return new ServerException(fields);
    }

    /** {@code schema.table} the server names, or empty. */
    public String table() {
        return table;
    }

    /** Column the server names, or empty. */
    public String column() {
        return column;
    }

    /** Constraint the server names, or empty. */
    public String constraint() {
        return constraint;
    }
}
