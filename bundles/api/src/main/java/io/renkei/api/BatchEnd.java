package io.renkei.api;

import java.time.Instant;

/**
 * What is known of a batch after its last frame.
 *
 * @param to everything up to here is in this batch or an earlier one; never before the batch's {@code from}
 * @param newestCommit when the source committed the newest change in it, by the source's clock
 * @param items row changes, file operations, pages
 * @param rawBytes bytes of all frames, decoded
 */
public record BatchEnd(Position to, Instant newestCommit, long items, long rawBytes) {}
