package io.renkei.config;

import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.Settings;
import java.time.Duration;

/**
 * What a federation's file says about one half of one link. Two equal ones: nothing to restart.
 *
 * @param settings the kind's own keys of this half, given or default
 * @param shared the keys of this half that every kind has, see {@link LinkKeys#common}
 * @param journal the journal's part of them; used by the centre's half only
 */
public record HalfSettings(LinkId link, Half half, Settings settings, Settings shared, JournalSettings journal) {
    /** A link whose newest change is older than this is shown as late. */
    public Duration late() {
        return shared.duration(link.kind() + LinkKeys.LATE);
    }
}
