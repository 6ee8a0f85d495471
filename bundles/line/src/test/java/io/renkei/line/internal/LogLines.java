package io.renkei.line.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Renkei's own code has written to the log since the test began; tests run side by side and share one copy of it. */
final class LogLines {
    private static final ByteArrayOutputStream KEPT = new ByteArrayOutputStream();

    static {
        PrintStream console = System.err;
        OutputStream both = new OutputStream() {
            @Override
            public void write(int value) {
                KEPT.write(value);
                console.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                KEPT.write(bytes, offset, length);
                console.write(bytes, offset, length);
            }
        };
        System.setErr(new PrintStream(both, true, StandardCharsets.UTF_8));
    }

    private final int from = KEPT.size();

    /** Warnings that hold this text. */
    List<String> warnings(String text) {
        byte[] bytes = KEPT.toByteArray();
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("WARN io.renkei.line.internal.") && line.contains(text))
                .toList();
    }
}
