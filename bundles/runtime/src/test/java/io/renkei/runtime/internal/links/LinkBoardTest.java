package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.renkei.api.BatchEnd;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkState;
import io.renkei.api.Position;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkBoardTest {
    private final LinkBoard board =
            new LinkBoard(LinkId.parse("db-13-prod"), Half.CENTRE, Duration.ofSeconds(10), "file.cfg");

    @Test
    void anOrderWinsOverWhatTheStepsReport() {
        board.order(new LinkState.Paused(Instant.now(), "sato", null));
        board.state(new LinkState.Running(Instant.now()));
        assertEquals("paused", board.state().name());
        board.order(null);
        assertEquals("running", board.state().name());
    }

    @Test
    void aRunningLinkWithoutProbeIsStale() {
        Instant longAgo = Instant.now().minusSeconds(60);
        board.state(new LinkState.Running(longAgo));
        LinkState.Stale stale = assertInstanceOf(LinkState.Stale.class, board.state());
        assertEquals(longAgo.plus(LinkBoard.STALE_AFTER), stale.since());
        board.probed(new LinkProbe("running", "", Position.of(7), Instant.EPOCH, 0));
        assertEquals("running", board.state().name());
        assertEquals(Position.of(7), board.status(null, "").applied());
    }

    @Test
    void runningSinceIsWhenItBeganNotWhenItWasLastReported() {
        Instant begin = Instant.now().minusSeconds(2);
        board.state(new LinkState.Running(begin));
        board.state(new LinkState.Running(Instant.now()));
        assertEquals(begin, board.state().since());
    }

    @Test
    void theCentreCountsWhatItCapturesAndWhatItSends() {
        board.captured(new BatchEnd(Position.of(10), Instant.EPOCH, 3, 300));
        board.applied(new BatchEnd(Position.of(10), Instant.EPOCH, 3, 300), 40);
        var status = board.status(null, "");
        assertEquals(3, status.counters().items());
        assertEquals(300, status.counters().rawBytes());
        assertEquals(40, status.counters().wireBytes());
        assertEquals(Position.of(10), status.captured());
    }

    @Test
    void everyRetryIsCounted() {
        board.state(new LinkState.Retrying(Instant.now(), ErrorCode.LINE_DOWN, "x", 1, Instant.now()));
        board.state(new LinkState.Retrying(Instant.now(), ErrorCode.LINE_DOWN, "x", 2, Instant.now()));
        assertEquals(2, board.status(null, "").counters().retries());
    }

    @Test
    void aLinkIsLateWhenItIsBehindForLongerThanItsConfigurationSays() {
        Instant commit = Instant.parse("2026-11-26T03:00:00Z");
        board.captured(new BatchEnd(Position.of(10), commit, 3, 300));
        var status = board.status(null, "");
        assertEquals(false, status.late(commit.plusSeconds(10)));
        assertEquals(true, status.late(commit.plusMillis(10_001)));
        board.applied(new BatchEnd(Position.of(10), commit, 3, 300), 40);
        assertEquals(false, board.status(null, "").late(commit.plusSeconds(3600)));
    }

    @Test
    void aLinkWhoseSourcesClockIsAheadBecomesLateAsWell() {
        board.captured(new BatchEnd(Position.of(10), Instant.now().plusSeconds(3600), 3, 300));
        assertEquals(true, board.status(null, "").late(Instant.now().plusSeconds(11)));
    }
}
