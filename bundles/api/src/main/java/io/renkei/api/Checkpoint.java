package io.renkei.api;

/**
 * The truth about a link, kept by its target and changed in the same transaction as the data.
 *
 * @param position everything up to here is in the target
 * @param batchSeq journal number of the batch that brought it there; 0 if none
 */
public record Checkpoint(LinkId link, Epoch epoch, Position position, long batchSeq) {
    /** The checkpoint of a target that never held one for this link. */
    public static Checkpoint none(LinkId link) {
        return new Checkpoint(link, Epoch.NONE, Position.START, 0);
    }
}
