package io.renkei.api;

import java.util.List;

/**
 * The append-only journal of one link at its sender. Owned by one node at a time; all methods may be called by several
 * threads, but only one appends.
 */
public interface Journal extends AutoCloseable {
    /** The epoch this opening of the journal writes; one higher than any found on disk. */
    Epoch epoch();

    /** {@code to} of the last durable batch; {@link Position#START} in an empty journal. */
    Position end();

    /** Number of the last durable batch; 0 in an empty journal. */
    long lastSeq();

    /**
     * Reads the batch to its end and makes it durable. A batch that breaks off leaves no trace.
     *
     * @return the number given to it
     * @throws LinkException what the batch threw; {@link ErrorCode#JOURNAL_FULL} (transient) if the journal has reached
     *     its size, {@link ErrorCode#JOURNAL_WRITE} if the disk refuses
     * @throws IllegalArgumentException if the batch does not start at {@link #end()}; the first batch of all may start
     *     anywhere: where the target stands
     */
    long append(Batch batch);

    /**
     * A reader that starts with the batch whose {@code from} is the given position, or with the base copy whose span
     * holds it. In an empty journal any position will do; it is compared when the first batch comes.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_GAP} if no batch starts there: it was removed, or never
     *     was in this journal
     */
    JournalReader read(Position from);

    /**
     * As {@link #read}, but only to look: frames come plain, not as they are stored, and what the target has confirmed stays
     * confirmed.
     */
    JournalReader look(Position from);

    /** Everything up to here is in the target; it may be removed when its retention, counted from now, has passed. */
    void acknowledge(Position position);

    /** Size and limits now. */
    JournalUsage usage();

    /** All segments, oldest first. */
    List<SegmentInfo> segments();

    /** Most batches that {@link #view} gives at once. */
    int VIEW_MAX = 10_000;

    /**
     * Looks into the segment that holds a batch: all its batches, or so many in a row with that one among them, begun with
     * it if enough follow. May be called beside writing and reading.
     *
     * @param seq number of the batch
     * @param limit at most so many; 1 .. {@link #VIEW_MAX}
     * @throws IllegalArgumentException if no batch of that number is in the journal, or the limit is not one
     * @throws LinkException {@link ErrorCode#JOURNAL_DAMAGED} if what is on disk is not what was written
     */
    SegmentView view(long seq, int limit);

    /** Ends readers and closes files; what was appended stays. */
    @Override
    void close();
}
