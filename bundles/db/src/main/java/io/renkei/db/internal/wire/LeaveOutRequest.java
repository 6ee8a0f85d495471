package io.renkei.db.internal.wire;

import io.renkei.api.Epoch;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;

/**
 * Control call {@value #CALL}: the target is to leave out a transaction, see {@link Mover#leaveOut}, and to be the asker's from
 * then on.
 *
 * @param seen where the target stood
 * @param transaction where the source committed it
 * @param epoch and
 * @param incarnation of the asker
 */
public record LeaveOutRequest(TargetPlace seen, Position transaction, Epoch epoch, String incarnation) {
    /** Name of the control call. */
    public static final String CALL = "db.leave-out";

    private static final int VERSION = 1;

    /** The bytes of the request. */
    public byte[] encode() {
        return TargetPlaces.position(TargetPlaces.write(new WireOutput(VERSION), seen), transaction)
                .big(epoch.value())
                .text(incarnation)
                .bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static LeaveOutRequest decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        TargetPlace seen = TargetPlaces.read(in);
        return in.last(new LeaveOutRequest(seen, TargetPlaces.position(in), new Epoch(in.big()), in.text()));
    }
}
