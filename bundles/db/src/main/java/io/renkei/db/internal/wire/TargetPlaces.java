package io.renkei.db.internal.wire;

import io.renkei.api.Epoch;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import org.jspecify.annotations.Nullable;

/** Control call {@value #CALL}: where does the target stand, and what does it know of moves? */
public final class TargetPlaces {
    /** Name of the control call. */
    public static final String CALL = "db.place";

    private static final int VERSION = 1;

    private TargetPlaces() {}

    /** The bytes of the request. */
    public static byte[] request() {
        return new WireOutput(VERSION).bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static void check(byte[] request) {
        new WireInput(request, VERSION).last(true);
    }

    /** The bytes of the reply. */
    public static byte[] encode(TargetPlace place) {
        return write(new WireOutput(VERSION), place).bytes();
    }

    /**
     * Reads a reply.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static TargetPlace decode(byte[] reply) {
        WireInput in = new WireInput(reply, VERSION);
        return in.last(read(in));
    }

    static WireOutput write(WireOutput out, TargetPlace place) {
        position(out, place.position());
        out.big(place.epoch().value()).text(place.incarnation());
        position(out, place.replayedTo());
        optional(out, place.movedFrom());
        optional(out, place.movedTo());
        out.big(place.collisions());
        position(out, place.leavesOut());
        return out.big(place.leftOut()).octet(place.canReplay() ? 1 : 0).list(place.twice(), WireOutput::text);
    }

    static TargetPlace read(WireInput in) {
        return new TargetPlace(
                position(in),
                new Epoch(in.big()),
                in.text(),
                position(in),
                optional(in),
                optional(in),
                in.big(),
                position(in),
                in.big(),
                in.octet() == 1,
                in.list(WireInput::text));
    }

    static WireOutput position(WireOutput out, Position position) {
        return out.big(position.order()).text(position.token());
    }

    static Position position(WireInput in) {
        return new Position(in.big(), in.text());
    }

    private static void optional(WireOutput out, @Nullable Position position) {
        out.octet(position == null ? 0 : 1);
        if (position != null) {
            position(out, position);
        }
    }

    private static @Nullable Position optional(WireInput in) {
        return in.octet() == 0 ? null : position(in);
    }
}
