package io.renkei.api;

/** The receiving end of one link's channel. */
public interface LineReceiver extends AutoCloseable {
    /** Serves the far half until closed; called once. */
    void serve(ReceiverHandler handler);

    /**
     * Ends the present session, so that the sender says hello again and resumes at the target's checkpoint.
     *
     * @param cause what the sender is told
     */
    void reset(LinkException cause);

    @Override
    void close();
}
