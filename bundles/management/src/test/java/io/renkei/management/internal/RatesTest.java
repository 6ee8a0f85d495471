package io.renkei.management.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.Half;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Position;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");
    private final Rates rates = new Rates();

    @Test
    void whatCameBetweenTwoSamplesIsDividedByTheTimeBetween() {
        rates.sample(List.of(status(10, 1_000)), NOW);
        assertEquals(0, rates.of(status(10, 1_000)).items());
        rates.sample(List.of(status(20, 6_000)), NOW.plusSeconds(5));
        assertEquals(1_000, rates.of(status(20, 6_000)).items());
        assertEquals(2_000, rates.of(status(20, 6_000)).rawBytes());
    }

    @Test
    void countersThatBeganAgainGiveNoNegativeRate() {
        rates.sample(List.of(status(10, 1_000)), NOW);
        rates.sample(List.of(status(1, 5)), NOW.plusSeconds(5));
        assertEquals(0, rates.of(status(1, 5)).items());
    }

    @Test
    void aLinkThatWasNeverSampledHasNoRate() {
        assertEquals(0, rates.of(status(10, 1_000)).items());
    }

    private static LinkStatus status(long batches, long items) {
        return new LinkStatus(
                LinkId.parse("db-13-prod"),
                Half.CENTRE,
                new LinkState.Running(NOW),
                Position.START,
                Position.START,
                new LinkCounters(batches, items, items * 2, items, 0, NOW),
                null,
                null,
                null,
                "",
                "");
    }
}
