package io.renkei.runtime.internal.links;

import io.renkei.api.LinkId;
import io.renkei.steps.Faults;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The heartbeats of one link, one at a time; a missing answer shows as a stale link, so it is no fault here. */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final LinkId link;
    private final AtomicBoolean underWay = new AtomicBoolean();

    Heartbeat(LinkId link) {
        this.link = link;
    }

    /** Begins one, unless that before is still under way. */
    void beat(LinkHalf half, Duration maxWait) {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        Throwable thrown = Faults.thrownBy(() -> {
            CompletionStage<Void> unused = half.probe(maxWait).whenComplete((nothing, fault) -> over(fault));
        });
        if (thrown != null) {
            over(thrown);
        }
    }

    private void over(@Nullable Throwable fault) {
        underWay.set(false);
        if (fault != null) {
            LOG.debug("{} probe", link, fault);
        }
    }
}
