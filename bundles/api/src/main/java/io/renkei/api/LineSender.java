package io.renkei.api;

import java.time.Duration;

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
     * Sends a heartbeat through the whole link, see {@link ReceiverHandler#probe}.
     *
     * @throws TransientLinkException {@link ErrorCode#LINE_DOWN} if no answer came in time
     */
    LinkProbe probe(Duration maxWait);

    @Override
    void close();
}
