package io.renkei.api;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One file of a journal.
 *
 * @param firstSeq number of its first batch; 0 if it holds none yet
 * @param lastSeq number of its last batch; 0 if it holds none yet
 */
public record SegmentInfo(
        Path file,
        Epoch epoch,
        long firstSeq,
        long lastSeq,
        Position from,
        Position to,
        long bytes,
        Instant lastWritten) {}
