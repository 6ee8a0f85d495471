package io.renkei.line.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Renkei's own code writes to the log while this is open; it goes to the console as well. */
final class LogLines implements AutoCloseable {
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    LogLines() {
        OutputStream both = new OutputStream() {
            @Override
            public synchronized void write(int value) {
                kept.write(value);
                console.write(value);
            }
        };
        System.setErr(new PrintStream(both, true, StandardCharsets.UTF_8));
    }

    /** Warnings that hold this text. */
    List<String> warnings(String text) {
        return kept.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" WARN io.renkei.line.internal.") && line.contains(text))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(console);
    }
}
