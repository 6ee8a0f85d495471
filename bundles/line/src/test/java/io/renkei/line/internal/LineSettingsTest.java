package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.FederationId;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSettingsTest {
    private static final Path SAMPLE = Path.of("../../etc/io.renkei.line.cfg.sample");

    @Test
    void theSampleHasEveryKeyAndIsUnderstood() throws Exception {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(SAMPLE)) {
            properties.load(in);
        }
        Map<String, String> values = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, properties::getProperty));
        LineSettings settings = LineSettings.of(values);
        assertEquals(7022, settings.dial().get(new FederationId(31)).getPort());
        values.remove("dial.31");
        assertEquals(LineSettings.KEYS, values.keySet());
        assertEquals(7022, settings.listen().getPort());
        assertEquals(Optional.of(new FederationId(13)), settings.federation());
    }

    @Test
    void nothingAtAllIsACentreOnLoopback() {
        LineSettings settings = LineSettings.of(Map.of());
        assertEquals("127.0.0.1", settings.listen().getHostString());
        assertFalse(settings.listens());
        assertEquals(Map.of(), settings.dial());
        assertEquals(Optional.empty(), settings.connect());
    }

    @ParameterizedTest
    @CsvSource({
        "listen, here, listen = here: write HOST:PORT",
        "listen, here:70000, listen = here:70000: the port must be 0..65535",
        "connect, a b:22, connect = a b:22: write HOST:PORT",
        "federation, 48, federation = 48: ",
        "dial.48, site:1, dial.48 = 48: ",
        "dial.13, site, dial.13 = site: write HOST:PORT",
        "zone, Mars/Olympus, zone = Mars/Olympus: not a time zone",
        "rate, fast, rate = fast: ",
        "liste, x:1, unknown keys [liste]; allowed are [",
    })
    void aFaultNamesKeyValueAndWhatIsAllowed(String key, String value, String message) {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> LineSettings.of(Map.of(key, value)));
        assertTrue(fault.getMessage().startsWith(message), fault.getMessage());
    }
}
