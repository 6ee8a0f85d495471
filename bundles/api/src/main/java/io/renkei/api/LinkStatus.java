package io.renkei.api;

import java.time.Duration;
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
 * @param pendingSince commit time of the oldest change that is captured and not applied, or of the newest applied one
 *     before it; null: nothing is pending, or unknown
 * @param lateAfter a link that is behind for longer is late; from its configuration
 * @param routeRefused why newer routes that were offered do not serve it, naming them; empty: there are none
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
        String routeVersion,
        @Nullable Instant pendingSince,
        Duration lateAfter,
        String routeRefused) {
    /** What a configuration that says nothing means by late. */
    public static final Duration LATE_DEFAULT = Duration.ofSeconds(30);

    /** A half that does not know since when something is pending. */
    public LinkStatus(
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
            String routeVersion) {
        this(
                link,
                half,
                state,
                captured,
                applied,
                counters,
                far,
                lastProbe,
                journal,
                configFile,
                routeVersion,
                null,
                LATE_DEFAULT,
                "");
    }

    /**
     * How far the target is behind the source: zero when all that was captured is applied; null when it can't be known
     * (at the site, or before the first change).
     */
    public @Nullable Duration lag(Instant now) {
        if (half == Half.SITE || (captured.isStart() && applied.isStart())) {
            return null;
        }
        if (captured.compareTo(applied) <= 0) {
            return Duration.ZERO;
        }
        Instant since = pendingSince == null ? counters.newestCommit() : pendingSince;
        if (since.equals(Instant.EPOCH)) {
            return null;
        }
        return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }

    /** Whether the target is behind for longer than its configuration allows. */
    public boolean late(Instant now) {
        Duration lag = lag(now);
        return lag != null && lag.compareTo(lateAfter) > 0;
    }
}
