package io.renkei.demo.internal.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a bench found out, on which machine.
 *
 * @param bench its name
 * @param details what the figures were made of, a row for each thing that was done; may be empty
 */
public record BenchReport(String bench, List<Figure> figures, List<Map<String, String>> details) {
    private static final double KB_OF_GIB = 1024.0 * 1024;

    /** Without details. */
    public BenchReport(String bench, List<Figure> figures) {
        this(bench, figures, List.of());
    }

    /** Whether every goal was reached. */
    public boolean ok() {
        return figures.stream().allMatch(Figure::ok);
    }

    /** For people: a line for each figure. */
    public String text() {
        return String.join(
                System.lineSeparator(), figures.stream().map(Figure::text).toList());
    }

    /** One document of schema {@code renkei.bench/1}. */
    public String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("schema", "renkei.bench/1");
            out.writeStringField("bench", bench);
            out.writeStringField("time", Instant.now().toString());
            writeMachine(out);
            out.writeArrayFieldStart("figures");
            for (Figure figure : figures) {
                write(out, figure);
            }
            out.writeEndArray();
            if (!details.isEmpty()) {
                writeDetails(out);
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    private void writeDetails(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("details");
        for (Map<String, String> row : details) {
            out.writeStartObject();
            for (Map.Entry<String, String> field : row.entrySet()) {
                out.writeStringField(field.getKey(), field.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeMachine(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("machine");
        out.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
        out.writeNumberField("memoryGib", Math.round(first("/proc/meminfo", "MemTotal:") / KB_OF_GIB));
        out.writeStringField("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        out.writeStringField("java", Runtime.version().toString());
        out.writeStringField(
                "load",
                Files.readString(Path.of("/proc/loadavg"), StandardCharsets.US_ASCII)
                        .split(" ", 2)[0]);
        out.writeEndObject();
    }

    private static double first(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.US_ASCII).stream()
                .filter(line -> line.startsWith(key))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static void write(JsonGenerator out, Figure figure) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", figure.id());
        out.writeNumberField("value", rounded(figure.value()));
        out.writeStringField("unit", figure.unit());
        out.writeStringField("goal", figure.goal().toString());
        out.writeBooleanField("ok", figure.ok());
        out.writeArrayFieldStart("runs");
        for (double run : figure.runs()) {
            out.writeNumber(rounded(run));
        }
        out.writeEndArray();
        out.writeObjectFieldStart("peers");
        for (Map.Entry<String, Double> peer : new TreeMap<>(figure.peers()).entrySet()) {
            out.writeNumberField(peer.getKey(), rounded(peer.getValue()));
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
