package io.renkei.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The source of one link. One thread opens it and asks for batches; {@link #release}, {@link #cut}, {@link #wakeUp} and
 * {@link #close} may come from others.
 */
public interface CaptureSource extends AutoCloseable {
    /**
     * Connects and stands at the given position. {@link Position#START} means that the journal is empty: the source
     * decides with the far half whether a base copy is due and, if so, gives it as its first batch.
     *
     * @throws LinkException if it can't; {@link PermanentLinkException} {@link ErrorCode#SLOT_LOST} if changes after the
     *     position are gone
     */
    void open(Position after);

    /**
     * The next batch, or null if nothing came within the time. Its frames may still be arriving: reading them may block
     * and fail. The one before must be closed.
     *
     * @throws LinkException if the source broke; call {@link #close} and make a new one
     */
    @Nullable Batch next(Duration maxWait);

    /** Everything up to here is durable elsewhere: the source may forget it. */
    void release(Position durable);

    /**
     * Asks for a barrier behind everything committed so far; it comes out of {@link #next} as a BARRIER batch.
     *
     * @throws TransientLinkException {@link ErrorCode#LINK_NOT_RUNNING} if too many are asked for already
     */
    void cut(BarrierRequest request);

    /** Ends a wait in {@link #next} early, or the next one; must not block. */
    void wakeUp();

    /** Ends all connections; a blocked {@link #next} fails. */
    @Override
    void close();
}
