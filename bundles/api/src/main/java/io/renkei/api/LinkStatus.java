package io.renkei.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One half of a link at one moment.
 *
 * @param captured journal end at the centre; {@link Position#START} at the site
 * @param applied what the target confirmed
 * @param far last answer of the far half; null at the site, or before the first
 * @param lastProbe when a heartbeat last crossed the whole link; null if never
 * @param configFile file it comes from
 * @param routeVersion bundle and version of the routes it runs on; empty while it has none
 */
public record LinkStatus(
        LinkId link,
        Half half,
        LinkState state,
        Position captured,
        Position applied,
        LinkCounters counters,
        @Nullable LinkProbe far,
        @Nullable Instant lastProbe,
        @Nullable JournalUsage journal,
        String configFile,
        String routeVersion) {}
