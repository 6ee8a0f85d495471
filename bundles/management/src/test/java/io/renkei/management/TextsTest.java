package io.renkei.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void timesAreThoseOfTheReadersZoneWithItsOffset() {
        Texts texts = new Texts(Texts.class, "explanation", Locale.ENGLISH, ZoneId.of("Asia/Tokyo"));
        assertEquals("2026-11-26 12:40:07 +09:00", texts.time(Instant.parse("2026-11-26T03:40:07.9Z")));
    }

    @Test
    void sizesCountsAndDurationsAreShortWithUnits() {
        assertEquals("1023 B", Texts.bytes(1023));
        assertEquals("1.4 MiB", Texts.bytes(1_468_006));
        assertEquals("1,204,551", Texts.count(1_204_551));
        assertEquals("0ms", Texts.brief(Duration.ofMillis(-5)));
        assertEquals("17m", Texts.brief(Duration.ofSeconds(1_050)));
        assertEquals("47h", Texts.brief(Duration.ofHours(47)));
        assertEquals("3d", Texts.brief(Duration.ofHours(80)));
    }

    @Test
    void anotherLanguageReadsEnglishWhateverTheMachineSpeaks() {
        Texts texts = new Texts(Texts.class, "explanation", Locale.GERMAN, ZoneId.of("UTC"));
        assertEquals("Paused by sato, without an end.", texts.text("paused", "sato"));
    }
}
