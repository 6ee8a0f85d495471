package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.karaf.shell.api.action.Option;
import org.junit.jupiter.api.Test;

class TrailingOptionsTest {
    private final Sample sample = new Sample();

    @Test
    void optionsBehindTheArgumentAreSet() {
        TrailingOptions.apply(sample, List.of("--yes", "--for", "2h", "--count", "3", "--number", "9000000000"));
        assertTrue(sample.yes);
        assertEquals("2h", sample.duration);
        assertEquals(3, sample.count);
        assertEquals(9_000_000_000L, sample.number);
    }

    @Test
    void whatIsNoOptionIsNamedWithThoseThereAre() {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> TrailingOptions.apply(sample, List.of("--fro")));
        assertEquals(
                "'--fro' is no option of this command; did you mean --for?; options are [--count, --for, --number, --yes]",
                fault.getMessage());
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> TrailingOptions.apply(sample, List.of("--for")));
        assertEquals("--for needs a value", fault.getMessage());
    }

    private static final class Sample {
        @Option(name = "--yes")
        private boolean yes;

        @Option(name = "--for")
        private String duration = "";

        @Option(name = "--count")
        private int count;

        @Option(name = "--number")
        private Long number;
    }
}
