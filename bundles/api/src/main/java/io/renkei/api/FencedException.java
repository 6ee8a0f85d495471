package io.renkei.api;

/** Another owner has claimed the target: this half stops and never tries again by itself. */
public final class FencedException extends LinkException {
    private final Epoch targetEpoch;

    public FencedException(LinkId link, Epoch own, Epoch targetEpoch) {
        super(link, ErrorCode.FENCED, "the target belongs to epoch " + targetEpoch + ", this owner's is " + own, null);
        this.targetEpoch = targetEpoch;
    }

    /** The epoch that owns the target. */
    public Epoch targetEpoch() {
        return targetEpoch;
    }
}
