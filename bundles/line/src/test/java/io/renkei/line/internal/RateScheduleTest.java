package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final long MIB = 1024L * 1024;

    @ParameterizedTest
    @CsvSource({
        // Friday 3 July 2026 in Tokyo is UTC + 9 h
        "2026-07-02T23:00:00Z, 10", // Fri 08:00
        "2026-07-02T22:59:59Z, 50", // Fri 07:59:59
        "2026-07-03T08:59:59Z, 10", // Fri 17:59:59
        "2026-07-03T09:00:00Z, 50", // Fri 18:00
        "2026-07-04T03:00:00Z, 50", // Sat 12:00
    })
    void theFirstEntryThatFitsTheLocalTimeCounts(String time, long mib) {
        RateSchedule schedule = new RateSchedule("10MiB/s Mon-Fri 08:00-18:00, 50MiB/s", TOKYO);
        assertEquals(mib * MIB, schedule.bytesPerSecond(Instant.parse(time)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-03T12:59:59Z, false", // Fri 21:59:59
        "2026-07-03T13:00:00Z, true", // Fri 22:00
        "2026-07-03T20:59:59Z, true", // Sat 05:59:59
        "2026-07-03T21:00:00Z, false", // Sat 06:00
        "2026-07-02T20:00:00Z, false", // Fri 05:00: the night before began on Thursday
    })
    void aNightBelongsToTheDayOnWhichItBegins(String time, boolean limited) {
        RateSchedule schedule = new RateSchedule("1MiB/s Fri 22:00-06:00", TOKYO);
        assertEquals(limited ? MIB : RateSchedule.UNLIMITED, schedule.bytesPerSecond(Instant.parse(time)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-04T00:00:00Z, true", // Sat
        "2026-07-05T00:00:00Z, true", // Sun
        "2026-07-06T00:00:00Z, true", // Mon
        "2026-07-07T00:00:00Z, false", // Tue
        "2026-07-03T14:59:59Z, false", // Fri 23:59:59 in Tokyo
        "2026-07-03T15:00:00Z, true", // Sat 00:00 in Tokyo
    })
    void daysMayGoOverTheEndOfTheWeek(String time, boolean limited) {
        RateSchedule schedule = new RateSchedule("1MiB/s Sat-Mon", TOKYO);
        assertEquals(limited ? MIB : RateSchedule.UNLIMITED, schedule.bytesPerSecond(Instant.parse(time)));
    }

    @Test
    void nothingConfiguredIsNoLimit() {
        assertEquals(RateSchedule.UNLIMITED, new RateSchedule("", TOKYO).bytesPerSecond(Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "10MiB", "0MiB/s", "-1MiB/s", "10MiB/s 08:00-25:00", "10MiB/s 8-18"})
    void whatIsNotUnderstoodIsNamed(String entry) {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> new RateSchedule("5MiB/s Sat, " + entry, TOKYO));
        assertTrue(fault.getMessage().contains(entry), fault.getMessage());
    }

    @Test
    void daysThatDoNotExistAreNamedWithThoseThatDo() {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> new RateSchedule("10MiB/s Mon-Fry", TOKYO));
        assertEquals("days are [Mon, Tue, Wed, Thu, Fri, Sat, Sun], not 'Mon-Fry'", fault.getMessage());
    }
}
