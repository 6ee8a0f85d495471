package io.renkei.config.internal;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.config.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a text file that people edit: UTF-8 without mercy, with any kind of line end. */
public final class TextFile {
    /** Larger is no configuration file; bytes. */
    private static final long SIZE_MAX = 4L * 1024 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /** The lines of the file, the first at index 0. */
    public static Reading<List<String>> lines(Path file) {
        byte[] bytes;
        try {
            if (!Files.isRegularFile(file)) {
                return fault(file, 0, ErrorCode.CONFIG_UNREADABLE, "there is no such file");
            }
            if (Files.size(file) > SIZE_MAX) {
                return fault(file, 0, ErrorCode.CONFIG_UNREADABLE, "larger than " + SIZE_MAX + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            return fault(file, 0, ErrorCode.CONFIG_UNREADABLE, "can't be read by this user");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, text, true);
        text.flip();
        List<String> lines = split(text);
        if (result.isError()) {
            return fault(
                    file,
                    Math.max(1, lines.size()),
                    ErrorCode.CONFIG_SYNTAX,
                    "not UTF-8 (perhaps saved as Shift_JIS); save the file as UTF-8");
        }
        return Reading.right(lines);
    }

    /** A reading that is one fault. */
    static <T> Reading<T> fault(Path file, int line, ErrorCode code, String message) {
        return Reading.faulty(List.of(new ConfigFault(file.toString(), line, code, "", message)));
    }

    private static List<String> split(CharBuffer text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lines.add(line.toString());
                line.setLength(0);
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else if (i > 0 || c != BYTE_ORDER_MARK) {
                line.append(c);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
