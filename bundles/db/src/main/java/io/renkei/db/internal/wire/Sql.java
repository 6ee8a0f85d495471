package io.renkei.db.internal.wire;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes SQL; names are always quoted, so that case, spaces and Japanese stay what they are. */
public final class Sql {
    private Sql() {}

    /** A statement from a template as of {@link String#format}; every name that goes in must be quoted. */
    public static String format(String template, Object... parts) {
        return String.format(Locale.ROOT, template, parts);
    }

    /** A name in double quotes. */
    public static String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name must not hold a NUL");
        }
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** {@code "schema"."table"}. */
    public static String quote(String schema, String table) {
        return quote(schema) + "." + quote(table);
    }

    /** All names quoted, with commas between. */
    public static String quote(List<String> names) {
        return names.stream().map(Sql::quote).collect(Collectors.joining(", "));
    }

    /** A text in single quotes, for statements that take no parameters. */
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text must not hold a NUL");
        }
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }
}
