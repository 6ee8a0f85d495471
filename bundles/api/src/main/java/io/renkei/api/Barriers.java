package io.renkei.api;

import java.time.Duration;

/**
 * The one barrier (design section 2): a point in a link's stream that everything committed at the source before the call
 * lies before. Serves wait, verify, restore point, copy, reposition and drain.
 */
public interface Barriers {
    /**
     * Cuts the stream and waits until the target has applied everything before the cut.
     *
     * @param snapshot the kind also holds a picture of source and target at exactly this point, under the barrier's id
     * @return the barrier passed
     * @throws TransientLinkException {@link ErrorCode#WAIT_TIMED_OUT}; {@link ErrorCode#LINK_NOT_RUNNING} if it can't pass
     */
    Passed cut(boolean snapshot, Duration maxWait);

    /**
     * @param id label of the barrier's batch
     * @param position where it lies
     */
    record Passed(String id, Position position) {}
}
