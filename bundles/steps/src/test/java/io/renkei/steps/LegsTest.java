package io.renkei.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.BatchEnd;
import io.renkei.api.ErrorCode;
import io.renkei.api.ItemCount;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkReporter;
import io.renkei.api.LinkState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegsTest {
    private static final Instant NOW = Instant.EPOCH;

    private final Recorder recorder = new Recorder();
    private final Legs legs = new Legs(recorder, Leg.CAPTURE, Leg.SEND);

    @Test
    void aHalfRunsOnlyWhenAllItsLegsRun() {
        legs.set(Leg.CAPTURE, new LinkState.Running(NOW));
        assertEquals("starting", recorder.last);
        legs.set(Leg.SEND, new LinkState.Running(NOW));
        assertEquals("running", recorder.last);
    }

    @Test
    void whatAPersonMustMendHidesWhatHealsByItself() {
        legs.set(Leg.CAPTURE, new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "gone"));
        legs.set(Leg.SEND, new LinkState.Retrying(NOW, ErrorCode.LINE_DOWN, "down", 1, NOW));
        assertEquals("failed", recorder.last);
    }

    @Test
    void aRestartForgetsWhatTheLegsWere() {
        legs.set(Leg.CAPTURE, new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "gone"));
        legs.restart();
        assertEquals("starting", recorder.last);
    }

    private static final class Recorder implements LinkReporter {
        private String last = "";

        @Override
        public void state(LinkState state) {
            last = state.name();
        }

        @Override
        public void captured(BatchEnd end) {}

        @Override
        public void applied(BatchEnd end, long wireBytes) {}

        @Override
        public void counted(List<ItemCount> counts) {}

        @Override
        public void probed(LinkProbe probe) {}
    }
}
