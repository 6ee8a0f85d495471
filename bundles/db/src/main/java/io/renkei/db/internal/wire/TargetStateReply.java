package io.renkei.db.internal.wire;

import io.renkei.api.Position;
import java.util.List;

/**
 * Answer to a {@link TargetStateRequest}.
 *
 * @param checkpoint where the target stands; {@link Position#START} if it holds no checkpoint of this link, or one that
 *     never moved
 * @param filled items ({@code schema.table}) of the asked ones that hold at least one row
 * @param missing items of the asked ones that are not there
 */
public record TargetStateReply(Position checkpoint, List<String> filled, List<String> missing) {
    private static final int VERSION = 1;

    public TargetStateReply {
        filled = List.copyOf(filled);
        missing = List.copyOf(missing);
    }

    /** The bytes of the reply. */
    public byte[] encode() {
        return new WireOutput(VERSION)
                .big(checkpoint.order())
                .text(checkpoint.token())
                .list(filled, WireOutput::text)
                .list(missing, WireOutput::text)
                .bytes();
    }

    /**
     * Reads a reply.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static TargetStateReply decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        Position checkpoint = new Position(in.big(), in.text());
        return in.last(new TargetStateReply(checkpoint, in.list(WireInput::text), in.list(WireInput::text)));
    }
}
