package io.renkei.steps.internal;

import io.renkei.api.Backoff;
import io.renkei.api.LinkException;
import io.renkei.api.LinkState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tries of a leg in trouble. Only work that came through ends the trouble: a hello that succeeds says nothing
 * about the batch after it. For one thread at a time.
 */
public final class Tries {
    private final Backoff backoff = new Backoff();
    private @Nullable Instant since;
    private boolean connected;
    private boolean carried;
    private boolean doubtful;

    /** The try has connected. Whether it may be shown as running: not if the one before connected too and carried nothing. */
    public boolean connected() {
        connected = true;
        return !doubtful;
    }

    /** The try has carried something, or was at it for long: the trouble before is over. */
    public void carried() {
        carried = true;
    }

    /** The try has failed with a fault that heals: the state to show, with the time of the next one. */
    public LinkState.Retrying failed(LinkException fault, Instant now) {
        if (carried) {
            backoff.reset();
            since = null;
        }
        doubtful = connected && !carried;
        connected = false;
        carried = false;
        Instant began = since == null ? now : since;
        since = began;
        Instant next = now.plus(backoff.next());
        return new LinkState.Retrying(began, fault.code(), fault.detail(), backoff.attempt(), next);
    }
}
