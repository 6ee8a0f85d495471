package io.renkei.runtime.internal.links;

import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.Settings;
import java.time.Duration;

/**
 * What a configuration file asks for, for one half of one link. Two equal plans: nothing to restart.
 *
 * @param late a link that is behind for longer is shown as late
 * @param configFile name of the file, for people
 */
public record LinkPlan(
        LinkId link,
        Half half,
        LinkKind kind,
        Settings settings,
        JournalSettings journal,
        Duration late,
        String configFile) {
    /** Whether nothing but what is shown differs: the link need not be restarted. */
    boolean carriesLike(LinkPlan other) {
        return equals(new LinkPlan(
                other.link, other.half, other.kind, other.settings, other.journal, late, other.configFile));
    }
}
