package io.renkei.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Duty;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant NOON = Instant.parse("2026-11-26T03:00:00Z");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @Test
    void everyStateButRunningIsExplainedInBothLanguages() {
        List<LinkState> states = List.of(
                new LinkState.Configured(NOON),
                new LinkState.Refused(NOON, ErrorCode.START_REFUSED, "rule x"),
                new LinkState.Loading(NOON),
                new LinkState.Starting(NOON),
                new LinkState.Paused(NOON, "sato", null),
                new LinkState.Draining(NOON, "apply"),
                new LinkState.Retrying(NOON, ErrorCode.LINE_DOWN, "no answer", 3, NOON),
                new LinkState.Fenced(NOON, "epoch 7", new Epoch(7)),
                new LinkState.Failed(NOON, ErrorCode.SLOT_LOST, "gone"),
                new LinkState.Stopped(NOON),
                new LinkState.Stale(NOON, NOON));
        assertEquals(LinkState.class.getPermittedSubclasses().length - 1, states.size());
        for (LinkState state : states) {
            String english = why(state, Locale.ENGLISH).orElseThrow().cause();
            String japanese = why(state, Locale.JAPANESE).orElseThrow().cause();
            assertFalse(english.isBlank(), state.name());
            assertTrue(japanese.codePoints().anyMatch(c -> c > 0x3000), state.name() + ": " + japanese);
        }
        assertTrue(why(new LinkState.Running(NOON), Locale.ENGLISH).isEmpty());
    }

    @Test
    void aRetryTellsWhenTheNextComesInTheReadersTimeAndThatNobodyMustAct() {
        LinkState state = new LinkState.Retrying(NOON, ErrorCode.LINE_DOWN, "no answer in 5000 ms", 3, NOON);
        Explanation why = why(state, Locale.ENGLISH).orElseThrow();
        assertTrue(
                why.action().startsWith("Try 3 failed; the next comes at 2026-11-26 12:00:00 +09:00."), why.action());
        assertEquals(Duty.NOBODY, why.who());
        assertEquals("no answer in 5000 ms", why.detail());
    }

    @Test
    void aLinkThatDrainsTellsWhatItWaitsFor() {
        LinkState state = new LinkState.Draining(NOON, "apply hangs");
        assertEquals("apply hangs", why(state, Locale.ENGLISH).orElseThrow().detail());
    }

    @Test
    void aPauseNamesItsEndAndTheWayOut() {
        Explanation why =
                why(new LinkState.Paused(NOON, "佐藤", NOON), Locale.JAPANESE).orElseThrow();
        assertEquals("佐藤 が 2026-11-26 12:00:00 +09:00 まで一時停止しました。", why.cause());
        assertTrue(why.action().contains("renkei:resume db-13-prod"), why.action());
    }

    @Test
    void aRunningLinkBeyondItsLimitIsLate() {
        LinkStatus status = new InMemoryLinks()
                .half("db-13-prod", Half.CENTRE, new LinkState.Running(NOON), Duration.ofSeconds(42))
                .statuses()
                .get(0);
        Explanation why = Explanation.of(status, status.pendingSince().plusSeconds(42), Locale.ENGLISH, TOKYO)
                .orElseThrow();
        assertEquals("42.0s behind (late after 30.0s); 1.0 MiB wait in the journal.", why.cause());
    }

    private static Optional<Explanation> why(LinkState state, Locale locale) {
        LinkStatus status =
                new InMemoryLinks().link("db-13-prod", state).statuses().get(0);
        return Explanation.of(status, Instant.now(), locale, TOKYO);
    }
}
