package io.renkei.api;

/** Another owner has claimed the target, or reads the source: this half stops and never tries again by itself. */
public final class FencedException extends LinkException {
    private final Epoch targetEpoch;

    public FencedException(LinkId link, Epoch own, Epoch targetEpoch) {
        super(link, ErrorCode.FENCED, "the target belongs to epoch " + targetEpoch + ", this owner's is " + own, null);
        this.targetEpoch = targetEpoch;
    }

    private FencedException(LinkId link, String detail, Epoch owner) {
        super(link, ErrorCode.FENCED, detail, null);
        this.targetEpoch = owner;
    }

    /** For one who finds at the source that a newer owner reads it. */
    public static FencedException atSource(LinkId link, Epoch own, Epoch reader) {
        return new FencedException(
                link, "another node reads the source with epoch " + reader + ", this owner's is " + own, reader);
    }

    /** The epoch that owns the target, or reads the source. */
    public Epoch targetEpoch() {
        return targetEpoch;
    }
}
