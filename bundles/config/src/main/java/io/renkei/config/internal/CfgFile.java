package io.renkei.config.internal;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.config.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a {@code .cfg} file with their lines. What Karaf's own reader accepts reads the same here (backslash at
 * the end of a line, backslash-u escapes, {@code :} for {@code =}), so that a file rewritten by {@code config:property-set}
 * is still right; what that reader would change without a word is a fault here.
 */
public final class CfgFile {
    private static final String WHITE_SPACE = " \t\f";
    private static final int HEX = 16;
    private static final int UNICODE_DIGITS = 4;

    private final Path file;
    private final List<ConfigFault> faults = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private CfgFile(Path file) {
        this.file = file;
    }

    /**
     * One entry.
     *
     * @param value without blanks around it
     * @param line where it begins, from 1
     */
    public record Entry(String key, String value, int line) {}

    /**
     * What the file holds, as far as it could be read.
     *
     * @param entries by key, in order; of two with the same key the first
     * @param readable false: nothing is known of its lines, and the one fault says why
     */
    public record Content(Map<String, Entry> entries, List<ConfigFault> faults, boolean readable) {}

    /** Reads the file; never fails. */
    public static Content read(Path file) {
        CfgFile reader = new CfgFile(file);
        Reading<List<String>> lines = TextFile.lines(file);
        reader.faults.addAll(lines.faults());
        lines.value().ifPresent(reader::parse);
        return new Content(reader.entries, reader.faults, lines.value().isPresent());
    }

    private void parse(List<String> lines) {
        StringBuilder logical = new StringBuilder();
        int begin = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            // also between a line and its continuation, as Karaf's reader has it
            if (isComment(line)) {
                continue;
            }
            begin = begin == 0 ? i + 1 : begin;
            boolean continued = endsWithOddBackslashes(line);
            logical.append(line, indexOfText(line, 0), continued ? line.length() - 1 : line.length());
            if (!continued) {
                entry(logical.toString(), begin);
                logical.setLength(0);
                begin = 0;
            }
        }
        if (begin != 0) {
            fault(begin, "", "the file ends where the backslash promises a further line");
        }
    }

    private void entry(String text, int line) {
        int keyEnd = 0;
        while (keyEnd < text.length() && " \t\f=:".indexOf(text.charAt(keyEnd)) < 0) {
            keyEnd += text.charAt(keyEnd) == '\\' ? 2 : 1;
        }
        keyEnd = Math.min(keyEnd, text.length());
        int separator = indexOfText(text, keyEnd);
        if (separator == text.length() || "=:".indexOf(text.charAt(separator)) < 0) {
            // the text stays out of the message: it may be a password
            fault(line, "", "not 'key = value'" + (text.indexOf('＝') < 0 ? "" : " (＝ is not =)"));
            return;
        }
        String key;
        try {
            key = unescape(text.substring(0, keyEnd));
        } catch (IllegalArgumentException e) {
            fault(line, "", "in the key: " + e.getMessage());
            return;
        }
        if (key.isEmpty()) {
            fault(line, "", "no key before the '='");
            return;
        }
        try {
            String value = unescape(text.substring(separator + 1)).strip();
            Entry first = entries.putIfAbsent(key, new Entry(key, value, line));
            if (first != null) {
                faults.add(new ConfigFault(
                        file.toString(),
                        line,
                        ErrorCode.CONFIG_DUPLICATE,
                        key,
                        key + " is given twice, in line " + first.line() + " and in line " + line));
            }
        } catch (IllegalArgumentException e) {
            entries.putIfAbsent(key, new Entry(key, "", line));
            fault(line, key, key + ": " + e.getMessage());
        }
    }

    private void fault(int line, String key, String message) {
        faults.add(new ConfigFault(file.toString(), line, ErrorCode.CONFIG_SYNTAX, key, message));
    }

    private static boolean isComment(String line) {
        String text = line.trim();
        return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
    }

    private static boolean endsWithOddBackslashes(String line) {
        int count = 0;
        while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
            count++;
        }
        return count % 2 != 0;
    }

    private static int indexOfText(String text, int from) {
        int index = from;
        while (index < text.length() && WHITE_SPACE.indexOf(text.charAt(index)) >= 0) {
            index++;
        }
        return index;
    }

    /**
     * @throws IllegalArgumentException if Karaf's reader would drop a character
     */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            if (i == text.length()) {
                throw new IllegalArgumentException("a backslash with nothing behind it; write \\\\ for a backslash");
            }
            char escaped = text.charAt(i++);
            if (escaped == 'u') {
                plain.append(unicode(text, i));
                i += UNICODE_DIGITS;
            } else {
                plain.append(control(escaped));
            }
        }
        return plain.toString();
    }

    private static char unicode(String text, int from) {
        int value = 0;
        for (int i = from; i < from + UNICODE_DIGITS; i++) {
            int digit = i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), HEX) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException(
                        "\\u needs four hexadecimal digits; write \\\\u for a backslash and u");
            }
            value = value * HEX + digit;
        }
        return (char) value;
    }

    private static char control(char escaped) {
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'b' -> '\b';
            default -> {
                if (Character.isLetterOrDigit(escaped)) {
                    throw new IllegalArgumentException("\\" + escaped + " means nothing; write \\\\ for a backslash");
                }
                yield escaped;
            }
        };
    }
}
