package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.SettingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever right values a person writes, in whatever form of the file, are the values that are in force. */
class RandomFileTest {
    private static final long SEED = 20260613L;

    @TempDir
    private Path etc;

    @Test
    void aRightFileIsReadAsItWasWritten() {
        NodeHome home = new NodeHome(etc);
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("federation", "13");
            values.put("environment", "prod");
            values.put("links", "db");
            for (SettingKey key : LinkKeys.of(NodeHome.KINDS.get(0))) {
                if (key.defaultValue() == null || random.nextBoolean()) {
                    values.put(key.name(), value(key, random));
                }
            }
            String text = written(values, random);
            Reading<FederationSettings> reading = home.read("13-prod", text);
            assertEquals(List.of(), reading.faults(), text);
            Map<String, String> read = new TreeMap<>();
            reading.value().orElseThrow().halves().forEach(half -> {
                read.putAll(half.settings().values());
                read.putAll(half.shared().values());
            });
            Map<String, String> expected = new TreeMap<>();
            for (SettingKey key : LinkKeys.of(NodeHome.KINDS.get(0))) {
                expected.put(key.name(), values.getOrDefault(key.name(), String.valueOf(key.defaultValue())));
            }
            assertEquals(expected, read, text);
            assertEquals(values.keySet(), reading.value().orElseThrow().given().keySet(), text);
        }
    }

    private static String value(SettingKey key, Random random) {
        return switch (key.type()) {
            case TEXT ->
                key.name().endsWith(".url")
                        ? "jdbc:x://h" + random.nextInt(99) + "/東京\\d=1"
                        : "値 # =:\\ !" + random.nextInt(9);
            case SECRET -> "secret:n" + random.nextInt(99);
            case DURATION -> key.name().endsWith("retention") ? random.nextInt(32) + "d" : 1 + random.nextInt(10) + "s";
            case BYTES ->
                key.name().endsWith("bytes") ? 4 + random.nextInt(60) + "KiB" : 1 + random.nextInt(64) + "MiB";
            case INTEGER -> Integer.toString(1 + random.nextInt(1_000_000));
            case BOOLEAN -> Boolean.toString(random.nextBoolean());
            case CHOICE -> key.allowed().get(random.nextInt(key.allowed().size()));
        };
    }

    private static String written(Map<String, String> values, Random random) {
        List<String> keys = new ArrayList<>(values.keySet());
        Collections.shuffle(keys, random);
        String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        for (String key : keys) {
            if (random.nextInt(4) == 0) {
                text.append(List.of("", "# 注", "  ! note").get(random.nextInt(3)))
                        .append(lineEnd);
            }
            text.append("  ".repeat(random.nextInt(2))).append(key);
            text.append(List.of("=", " = ", ":", "\t=\t").get(random.nextInt(4)));
            for (char c : String.valueOf(values.get(key)).toCharArray()) {
                if (c == '\\') {
                    text.append("\\\\");
                } else if (c > 127 && random.nextBoolean()) {
                    text.append(String.format("\\u%04x", (int) c));
                } else {
                    text.append(c);
                }
                if (c == ',' || c == '/' && random.nextInt(8) == 0) {
                    text.append('\\').append(lineEnd).append("    ");
                }
            }
            text.append(lineEnd);
        }
        return text.toString();
    }
}
