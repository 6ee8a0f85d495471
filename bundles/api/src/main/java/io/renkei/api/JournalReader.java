package io.renkei.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads durable batches in order; used by one thread. */
public interface JournalReader extends AutoCloseable {
    /**
     * The next durable batch, or null if none came within the time, or at once when another thread called
     * {@link #wakeUp()}. The one before must be closed.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_DAMAGED} if what is on disk is not what was written
     */
    @Nullable NumberedBatch next(Duration maxWait);

    /** Ends a wait of {@link #next} early; may be called by any thread. */
    void wakeUp();

    @Override
    void close();
}
