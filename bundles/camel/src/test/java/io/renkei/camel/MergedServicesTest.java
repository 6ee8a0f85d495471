package io.renkei.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the merge of Camel's jars into one bundle would lose without anybody noticing. */
class MergedServicesTest {

    private static final String LOADERS = "META-INF/services/org/apache/camel/TypeConverterLoader";

    @Test
    void everyTypeConverterLoaderOfTheRealJarsIsInTheMergedList() throws IOException {
        TreeSet<String> ofTheJars = new TreeSet<>();
        TreeSet<String> merged = new TreeSet<>();
        for (URL url : Collections.list(getClass().getClassLoader().getResources(LOADERS))) {
            (url.getProtocol().equals("jar") ? ofTheJars : merged).addAll(lines(url));
        }
        assertTrue(ofTheJars.size() >= 4, "the jars must be on the class path: " + ofTheJars);
        assertEquals(ofTheJars, merged);
    }

    @Test
    void noOtherServiceFileIsInTwoJars() throws IOException {
        Map<String, String> seen = new TreeMap<>();
        TreeSet<String> twice = new TreeSet<>();
        int jars = 0;
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!path.contains("camel-") || !path.endsWith(".jar")) {
                continue;
            }
            jars++;
            try (JarFile jar = new JarFile(path)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (merged(entry.getName()) && seen.put(entry.getName(), path) != null) {
                        twice.add(entry.getName());
                    }
                }
            }
        }
        assertTrue(jars > 40, "only " + jars + " Camel jars on the class path");
        assertEquals(new TreeSet<String>(), twice);
    }

    /** The type converters have their own test; the *.properties lists are left out of the bundle. */
    private static boolean merged(String entry) {
        return entry.startsWith("META-INF/services/")
                && !entry.endsWith("/")
                && !entry.equals(LOADERS)
                && !entry.matches("META-INF/services/org/apache/camel/[^/]+\\.properties");
    }

    private static TreeSet<String> lines(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
