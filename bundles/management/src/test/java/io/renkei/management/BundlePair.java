package io.renkei.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An English and a Japanese file of texts: the same keys, the same placeholders, nothing left untranslated. */
public final class BundlePair {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d+}");

    private BundlePair() {}

    public static void check(Class<?> home, String name) throws IOException {
        Properties english = read(home, name + ".properties");
        Properties japanese = read(home, name + "_ja.properties");
        assertFalse(english.isEmpty(), name);
        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(japanese.keySet()));
        for (String key : english.stringPropertyNames()) {
            String one = english.getProperty(key);
            String two = japanese.getProperty(key);
            assertEquals(placeholders(one), placeholders(two), key);
            assertTrue(two.codePoints().anyMatch(c -> c > 0x2E80), key + " is not Japanese: " + two);
            // a lone quote would swallow the placeholders behind it
            boolean pattern = !placeholders(one).isEmpty();
            assertFalse(pattern && (one + two).replace("''", "").contains("'"), key + " has a lone quote");
        }
    }

    private static TreeSet<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties read(Class<?> home, String file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = home.getResourceAsStream(file)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
