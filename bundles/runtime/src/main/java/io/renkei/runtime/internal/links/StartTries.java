package io.renkei.runtime.internal.links;

import io.renkei.api.Backoff;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a start that failed is tried again: for ever, with bounded back-off, if it can heal. */
final class StartTries {
    private static final Logger LOG = LoggerFactory.getLogger(StartTries.class);

    private final LinkId link;
    private final Half half;
    private final Backoff backoff = new Backoff();
    private volatile @Nullable Instant next;
    private @Nullable Instant troubleSince;

    StartTries(LinkId link, Half half) {
        this.link = link;
        this.half = half;
    }

    /** A start failed: the half's state, and if it heals the time of the next try. */
    LinkState failed(LinkException fault, Throwable cause, boolean heals) {
        Instant now = Instant.now();
        if (!heals) {
            LOG.error("{} {} can't start: {} {}", link, half, fault.code().number(), fault.detail(), cause);
            return new LinkState.Failed(now, fault.code(), fault.detail());
        }
        Instant began = troubleSince == null ? now : troubleSince;
        troubleSince = began;
        Instant again = now.plus(backoff.next());
        LOG.warn(
                "{} {} can't start, tries again at {}, attempt={}: {} {}",
                link,
                half,
                again,
                backoff.attempt(),
                fault.code().number(),
                fault.detail(),
                cause);
        next = again;
        return new LinkState.Retrying(began, fault.code(), fault.detail(), backoff.attempt(), again);
    }

    /** Whether a try is to come. */
    boolean waiting() {
        return next != null;
    }

    boolean isDue(Instant now) {
        Instant time = next;
        return time != null && !time.isAfter(now);
    }

    /** No try by itself any more. */
    void cancel() {
        next = null;
    }

    /** It runs, or a person begins anew. */
    void reset() {
        backoff.reset();
        troubleSince = null;
    }
}
