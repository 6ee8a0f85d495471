package io.renkei.api;

/** What a receiving half does for its sender. Calls of one session come one after the other; control and probe in between. */
public interface ReceiverHandler {
    /**
     * Claims the target for the sender.
     *
     * @return the target's checkpoint after the claim
     * @throws FencedException if the target belongs to a higher epoch, or to another owner of the same
     * @throws LinkException if the target can't be claimed now
     */
    Checkpoint hello(Hello hello);

    /**
     * Applies a batch; it is acknowledged when this returns. Frames are decoded.
     *
     * @throws LinkException ends the session; the sender resumes at the checkpoint
     */
    void batch(NumberedBatch batch);

    /**
     * Answers a control call; runs beside batches.
     *
     * @throws LinkException is told to the caller
     */
    byte[] control(String name, byte[] request);

    /** Answers a heartbeat; runs beside batches; must not wait for the target longer than 2 s. */
    LinkProbe probe();
}
