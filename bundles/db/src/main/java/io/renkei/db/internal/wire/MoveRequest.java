package io.renkei.db.internal.wire;

import io.renkei.api.Epoch;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Control call {@value #CALL}: the target is to stand elsewhere, see {@link Mover#move}, and to be the mover's from then on: a
 * node that moves another's target is seen by its owner.
 *
 * @param epoch and
 * @param incarnation of the mover
 */
public record MoveRequest(Mover.Move move, Epoch epoch, String incarnation) {
    /** Name of the control call. */
    public static final String CALL = "db.move";

    private static final int VERSION = 1;
    private static final int REPLAY = 1;
    private static final int UNDO = 2;

    /** The bytes of the request. */
    public byte[] encode() {
        WireOutput out = TargetPlaces.write(new WireOutput(VERSION), move.seen());
        TargetPlaces.position(out, move.to());
        Instant until = move.completeUntil();
        return out.octet((move.replay() ? REPLAY : 0) | (move.undo() ? UNDO : 0))
                .text(until == null ? "" : until.toString())
                .big(epoch.value())
                .text(incarnation)
                .bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static MoveRequest decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        TargetPlace seen = TargetPlaces.read(in);
        Position to = TargetPlaces.position(in);
        int flags = in.octet();
        String until = in.text();
        Mover.Move move = new Mover.Move(
                seen, to, (flags & REPLAY) != 0, (flags & UNDO) != 0, until.isEmpty() ? null : instant(until));
        return in.last(new MoveRequest(move, new Epoch(in.big()), in.text()));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time: " + text, e);
        }
    }

    /** The answer: whether the target was moved. */
    public static byte[] answer(boolean done) {
        return RestartRequest.answer(done);
    }

    /**
     * Reads the answer.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static boolean done(byte[] answer) {
        return RestartRequest.done(answer);
    }
}
