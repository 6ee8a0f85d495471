package io.renkei.api;

/**
 * The target of one link. {@link #claim} and {@link #apply} come from one thread; {@link #control} and {@link #probe} from
 * others beside it.
 */
public interface ApplyTarget extends AutoCloseable {
    /**
     * Ends older sessions at the target and writes the epoch there.
     *
     * @return the checkpoint after the claim
     * @throws FencedException if the target belongs to a higher epoch, or to another owner of the same
     */
    Checkpoint claim(Hello hello);

    /**
     * Applies the batch and moves the checkpoint, in one transaction of the target. A batch whose {@code to} is already
     * in the target is skipped; one whose {@code from} is not the checkpoint's position is refused
     * ({@link ErrorCode#POSITION_MISMATCH}).
     *
     * @throws LinkException nothing of the batch is in the target then
     */
    void apply(NumberedBatch batch);

    /**
     * Which set of routes, by name and version, brings the batches from now on: for a target that can keep a trail of it.
     * Called from the thread of {@link #apply}, before it.
     */
    default void routes(String label) {
        // most targets have no place for it
    }

    /** The state of the target, asked within 2 s. */
    LinkProbe probe();

    /**
     * Answers a kind's control call.
     *
     * @throws LinkException is told to the caller
     */
    byte[] control(String name, byte[] request);

    @Override
    void close();
}
