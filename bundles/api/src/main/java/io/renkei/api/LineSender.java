package io.renkei.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The sending end of one link's channel. */
public interface LineSender extends AutoCloseable {
    /**
     * Says hello and waits for the target's checkpoint. Ends an earlier session of this sender.
     *
     * @throws TransientLinkException {@link ErrorCode#LINE_DOWN} if the far side did not answer in time
     * @throws FencedException if the target belongs to another owner
     * @throws LinkException what the far side refused with
     */
    SenderSession connect(Hello hello, Duration maxWait);

    /**
     * A bounded question to the far half of the link, answered by {@link ReceiverHandler#control}.
     *
     * @param request at most 512 KiB
     * @throws TransientLinkException {@link ErrorCode#LINE_DOWN} if no answer came in time
     * @throws LinkException what the far side answered with
     */
    byte[] call(String name, byte[] request, Duration maxWait);

    /**
     * Sends a heartbeat through the whole link, see {@link ReceiverHandler#probe}. Does not wait for the answer: far sides
     * that hang must not hold up the heartbeats of others.
     *
     * @return the answer, or failed with a {@link TransientLinkException} {@link ErrorCode#LINE_DOWN} if none came in time;
     *     completed by a thread that must not be held
     */
    CompletionStage<LinkProbe> probe(Duration maxWait);

    @Override
    void close();
}
