package io.renkei.db.internal.wire;

/**
 * Control call {@value #CALL}: the source is about to copy all tables anew, though the target holds a checkpoint that the
 * source does not know; the target is to stand at the start until the copy comes.
 *
 * @param incarnation of the sending half: only the target's owner may ask for it
 */
public record RestartRequest(String incarnation) {
    /** Name of the control call. */
    public static final String CALL = "db.restart";

    private static final int VERSION = 1;

    /** The bytes of the request. */
    public byte[] encode() {
        return new WireOutput(VERSION).text(incarnation).bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static RestartRequest decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        return in.last(new RestartRequest(in.text()));
    }

    /** The answer: whether the target stands at the start now, because it is the sender's. */
    public static byte[] answer(boolean done) {
        return new WireOutput(VERSION).octet(done ? 1 : 0).bytes();
    }

    /**
     * Reads the answer.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static boolean done(byte[] answer) {
        WireInput in = new WireInput(answer, VERSION);
        return in.last(in.octet() == 1);
    }
}
