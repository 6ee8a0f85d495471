package io.renkei.api;

import java.time.Instant;

/**
 * What one half has done since its node started.
 *
 * @param batches captured (centre) or applied (site)
 * @param items row changes, files, pages
 * @param rawBytes payload before compression
 * @param wireBytes payload as sent; 0 at the site
 * @param newestCommit source time of the newest change seen here; {@link Instant#EPOCH} if none
 */
public record LinkCounters(
        long batches, long items, long rawBytes, long wireBytes, long retries, Instant newestCommit) {
    /** Nothing done yet. */
    public static final LinkCounters ZERO = new LinkCounters(0, 0, 0, 0, 0, Instant.EPOCH);
}
