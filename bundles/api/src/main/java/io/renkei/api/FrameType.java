package io.renkei.api;

/** What a frame holds. */
public enum FrameType {
    /** An {@link ItemDeclaration}: the data that follows may belong to this item. */
    ITEM,
    /** The kind's own bytes; a stream that may be cut into frames anywhere. */
    DATA,
    /** The kind's reference to a payload outside the journal; replaced by DATA frames when the batch is sent. */
    REFERENCE
}
