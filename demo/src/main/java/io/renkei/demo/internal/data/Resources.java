package io.renkei.demo.internal.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text files in the demo's jar. */
final class Resources {
    private Resources() {}

    /** The lines of a file in {@code io/renkei/demo}, without empty lines and lines that start with #, cut at commas. */
    static List<List<String>> csv(String name) {
        return text(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> List.of(line.split(",", -1)))
                .toList();
    }

    static String text(String name) {
        InputStream resource = Resources.class.getResourceAsStream("/io/renkei/demo/" + name);
        if (resource == null) {
            throw new IllegalStateException("not in the jar of the demo: " + name);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
