package io.renkei.line.internal;

/** What a message on the line is; the code is its first byte. */
enum MessageType {
    /** First on a channel: versions; on a data channel, from the receiving end alone, also the link. */
    OPEN(1),
    HELLO(2),
    WELCOME(3),
    /** The far side says no, or a batch failed: the session ends. */
    REFUSED(4),
    BATCH(5),
    FRAME(6),
    BATCH_END(7),
    ACK(8),
    /** On the control channel: a question and its answer, for any link. */
    CALL(20),
    REPLY(21),
    PING(22),
    PONG(23);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /**
     * @throws ProtocolException if there is no such type
     */
    static MessageType of(int code) throws ProtocolException {
        for (MessageType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new ProtocolException("message type " + code + " does not exist");
    }
}
