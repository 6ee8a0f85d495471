package io.renkei.steps;

import java.time.Duration;

/**
 * How long the end of a half may take, whatever hangs.
 *
 * @param inHand for the batch in hand, which may be large; after this it is broken off and comes again from the journal
 *     or the source
 * @param brokenOff for what was broken off to come back, and for each connection to close; after this it is left to itself
 */
public record DrainLimits(Duration inHand, Duration brokenOff) {
    /** What a node uses. */
    public static final DrainLimits DEFAULT = new DrainLimits(Duration.ofSeconds(20), Duration.ofSeconds(5));
}
