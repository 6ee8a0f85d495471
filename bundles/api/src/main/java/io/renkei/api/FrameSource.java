package io.renkei.api;

import org.jspecify.annotations.Nullable;

/** Frames one after the other. */
public interface FrameSource extends AutoCloseable {
    /**
     * The next frame, or null after the last one.
     *
     * @throws LinkException if the payload can't be read
     */
    @Nullable Frame next();

    @Override
    void close();
}
