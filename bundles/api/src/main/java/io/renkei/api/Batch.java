package io.renkei.api;

import org.jspecify.annotations.Nullable;

/**
 * A handle to bounded frames, never the bytes of the whole: a batch may hold ten million rows. Read by one thread, once.
 */
public interface Batch extends AutoCloseable {
    /** What is known before the first frame. */
    BatchHead head();

    /**
     * The next frame, or null after the last one.
     *
     * @throws LinkException if the batch breaks off; nothing of it may be kept then
     */
    @Nullable Frame next();

    /**
     * What is known after the last frame.
     *
     * @throws IllegalStateException if frames are left
     */
    BatchEnd end();

    /** Lets go of what the batch holds; frames that were not read are skipped. */
    @Override
    void close();
}
