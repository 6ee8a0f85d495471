package io.renkei.api;

/** A batch that a journal holds: numbered without gaps, its end known from the start. */
public interface NumberedBatch extends Batch {
    /** Epoch of the journal that wrote it. */
    Epoch epoch();

    /** Number in the link's journal: 1, 2, 3 ... over all epochs. */
    long seq();

    /** Bytes of all frames as they are stored and sent. */
    long storedBytes();

    /** {@inheritDoc} Known before the first frame is read. */
    @Override
    BatchEnd end();
}
