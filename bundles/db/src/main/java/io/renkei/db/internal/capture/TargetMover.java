package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.Mover;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.db.internal.wire.LeaveOutRequest;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.MoveRequest;
import io.renkei.db.internal.wire.TargetPlaces;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Moves the target's checkpoint from the centre's half. */
public final class TargetMover implements Mover {
    /** The target logs in for the question, and may wait for a lock on the checkpoint. */
    private static final Duration FAR_SIDE_MAX = Duration.ofSeconds(20);

    private static final Pattern LSN = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    private final LinkContext context;

    public TargetMover(LinkContext context) {
        this.context = context;
    }

    @Override
    public Position parse(String place) {
        if (!LSN.matcher(place).matches()) {
            throw new IllegalArgumentException(
                    "'" + place + "' is no place in the source's log; one looks like 0/5A3F1C88");
        }
        return Position.of(Lsn.parse(place));
    }

    @Override
    public Survey survey() {
        return new StreamSurvey(null);
    }

    @Override
    public Survey survey(Position transaction) {
        return new StreamSurvey(transaction);
    }

    @Override
    public boolean leaveOut(TargetPlace seen, Position transaction) {
        return ask(
                LeaveOutRequest.CALL,
                new LeaveOutRequest(seen, transaction, context.epoch(), context.incarnation()).encode(),
                MoveRequest::done);
    }

    @Override
    public TargetPlace place() {
        return ask(TargetPlaces.CALL, TargetPlaces.request(), TargetPlaces::decode);
    }

    @Override
    public boolean move(Move move) {
        return ask(
                MoveRequest.CALL,
                new MoveRequest(move, context.epoch(), context.incarnation()).encode(),
                MoveRequest::done);
    }

    private <T> T ask(String call, byte[] request, Function<byte[], T> decode) {
        byte[] answer = context.farSide().call(call, request, FAR_SIDE_MAX);
        try {
            return decode.apply(answer);
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(
                    context.id(), ErrorCode.CONTROL_FAILED, "answer to " + call + ": " + e.getMessage(), e);
        }
    }
}
