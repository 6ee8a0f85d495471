package io.renkei.api;

import java.util.concurrent.CompletionStage;

/** One uninterrupted conversation with the far half; it ends at the first fault and is never mended. */
public interface SenderSession extends AutoCloseable {
    /** What the target held when the session began; send from here. */
    Checkpoint resumeAt();

    /**
     * Sends a batch, blocking while the far side does not read (flow control). The batch's frames are all read when this
     * returns; it may be closed then.
     *
     * @return done when the target has committed the batch, or failed with a {@link LinkException}
     * @throws LinkException if the session has ended
     */
    CompletionStage<Void> send(NumberedBatch batch);

    /** Done (exceptionally, with a {@link LinkException}) when the session has ended. */
    CompletionStage<Void> ended();

    @Override
    void close();
}
