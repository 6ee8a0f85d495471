package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.MoveGoal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoveGoalsTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @ParameterizedTest
    @CsvSource({
        "2026-04-01T09:00, 2026-04-01T00:00:00Z",
        "2026-04-01 09:00:30, 2026-04-01T00:00:30Z",
        "2026-04-01T09:00:30.123456, 2026-04-01T00:00:30.123456Z",
        "2026-04-01T09:00:00Z, 2026-04-01T09:00:00Z",
        "2026-04-01 09:00:00 +09:00, 2026-04-01T00:00:00Z",
        "2026-04-01T09:00:00-05:00, 2026-04-01T14:00:00Z"
    })
    void timesAreThoseOfTheZoneUnlessTheySayMore(String text, Instant time) {
        assertEquals(Optional.of(new MoveGoal.Since(time)), MoveGoals.parse(text, TOKYO));
    }

    /** A slip in a time must not become a place. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-04-01", "2026-13-01T00:00:00", "2026-04-01T25:00", "09:00", "2026-4-1T09:00"})
    void whatOnlyLooksLikeATimeIsNone(String text) {
        assertEquals(Optional.empty(), MoveGoals.parse(text, TOKYO));
    }

    @Test
    void wordsAndPlaces() {
        assertEquals(Optional.of(new MoveGoal.End()), MoveGoals.parse("now", TOKYO));
        assertEquals(Optional.of(new MoveGoal.Begin()), MoveGoals.parse("begin", TOKYO));
        assertEquals(Optional.of(new MoveGoal.At("0/5A3F1C88")), MoveGoals.parse("0/5A3F1C88", TOKYO));
    }
}
