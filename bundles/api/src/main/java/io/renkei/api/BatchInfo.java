package io.renkei.api;

import java.time.Instant;

/**
 * What a journal knows of a batch it holds: sizes and counts, never a value.
 *
 * @param seq number in the link's journal
 * @param label as in {@link BatchHead#label}
 * @param writtenAt when the journal began to write it
 * @param newestCommit when the source committed the newest change in it, by the source's clock
 * @param items row changes, file operations, pages
 * @param frames parts it is stored in
 * @param rawBytes of all frames, decoded
 * @param storedBytes of all frames, as they are stored
 * @param acknowledged whether the target has confirmed it
 */
public record BatchInfo(
        long seq,
        BatchType type,
        Position from,
        Position to,
        String label,
        Instant writtenAt,
        Instant newestCommit,
        long items,
        long frames,
        long rawBytes,
        long storedBytes,
        boolean acknowledged) {}
