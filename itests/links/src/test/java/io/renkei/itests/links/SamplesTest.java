package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Half;
import io.renkei.api.SettingKey;
import io.renkei.config.CheckMain;
import io.renkei.config.FileSecrets;
import io.renkei.config.LinkKeys;
import io.renkei.config.NodeSettings;
import io.renkei.db.DatabaseKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commented samples in etc/ hold every key of the code, with meaning, unit, allowed values and default. */
class SamplesTest {
    private static final Path ETC = Path.of("..", "..", "etc");
    private static final String FEDERATION = "io.renkei.federation-13-prod.cfg";

    @TempDir
    private Path etc;

    private final DatabaseKind kind = new DatabaseKind();

    @AfterEach
    void close() {
        kind.close();
    }

    private List<SettingKey> keys(Half half) {
        List<SettingKey> keys = new ArrayList<>(LinkKeys.FEDERATION);
        for (SettingKey key : LinkKeys.of(kind)) {
            if (key.half() == null || key.half() == half) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Path sample(Half half) {
        return ETC.resolve("samples")
                .resolve(half == Half.CENTRE ? "centre" : "site")
                .resolve(FEDERATION);
    }

    /** The keys of a sample with the comment above each; a key that has its default stands behind a #. */
    private static List<String> described(Path file) throws IOException {
        List<String> described = new ArrayList<>();
        String comment = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("# ")) {
                comment = line.substring(2);
            } else if (line.contains("=")) {
                described.add(line.replaceFirst("^#", "").replaceFirst(" *=.*", "") + ": " + comment);
            }
        }
        return described;
    }

    private static List<String> expected(List<SettingKey> keys) {
        return keys.stream()
                .map(key -> key.name() + ": " + LinkKeys.describe(key))
                .toList();
    }

    @Test
    void theNodesSampleHoldsEveryKey() throws IOException {
        assertEquals(expected(NodeSettings.keys()), described(ETC.resolve(NodeSettings.FILE)));
    }

    @Test
    void theFederationsSamplesHoldEveryKeyOfTheirHalf() throws IOException {
        for (Half half : Half.values()) {
            assertEquals(expected(keys(half)), described(sample(half)), half.toString());
        }
    }

    @Test
    void whatStandsBehindANumberSignIsTheDefault() throws IOException {
        List<SettingKey> keys = new ArrayList<>(NodeSettings.keys());
        List<String> lines = new ArrayList<>(Files.readAllLines(ETC.resolve(NodeSettings.FILE)));
        for (Half half : Half.values()) {
            keys.addAll(keys(half));
            lines.addAll(Files.readAllLines(sample(half)));
        }
        int seen = 0;
        for (SettingKey key : keys) {
            for (String line : lines) {
                if (line.startsWith("#" + key.name() + " ")) {
                    assertEquals(("#" + key.name() + " = " + key.defaultValue()).strip(), line);
                    seen++;
                }
            }
        }
        assertTrue(seen > 10, "seen " + seen);
    }

    /** A node made of the samples, with every default written out or not. */
    private String check(Half half, boolean written) throws IOException {
        copy(ETC.resolve("lists/tables.csv"), etc.resolve("lists/tables.csv"), false);
        copy(ETC.resolve(NodeSettings.FILE), etc.resolve(NodeSettings.FILE), written);
        Path node = etc.resolve(NodeSettings.FILE);
        Files.writeString(node, Files.readString(node).replaceFirst("(?m)^role = all$", "role = " + half));
        copy(sample(half), etc.resolve(FEDERATION), written);
        Map<String, String> secrets = Map.of("RENKEI_SECRET_SOURCE_13", "x", "RENKEI_SECRET_TARGET_13", "x");
        StringWriter text = new StringWriter();
        new CheckMain(etc, List.of(kind), new FileSecrets(etc.resolve("secrets"), secrets), new PrintWriter(text))
                .run(List.of());
        return text.toString().strip();
    }

    private static void copy(Path from, Path to, boolean written) throws IOException {
        Files.createDirectories(to.getParent());
        String text = Files.readString(from);
        Files.writeString(to, written ? text.replaceAll("(?m)^#(?=[a-z])", "") : text);
    }

    @Test
    void everySamplePassesTheCheck() throws IOException {
        for (Half half : Half.values()) {
            assertEquals("1 federation file, 0 faults", check(half, false));
            assertEquals("1 federation file, 0 faults", check(half, true));
        }
    }
}
