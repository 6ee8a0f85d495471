package io.renkei.runtime.internal.links;

import io.renkei.api.Half;
import io.renkei.api.Journals;
import io.renkei.api.Line;
import io.renkei.api.LinkId;
import io.renkei.api.Policy;
import io.renkei.api.Secrets;
import io.renkei.api.StartGuard;
import io.renkei.steps.DrainLimits;
import java.util.List;

/**
 * What every link of the node stands on.
 *
 * @param guards asked before each start; may change while the node runs
 * @param limits of every pause, move and stop
 */
public record NodeServices(
        Journals journals, Line line, Policy policy, Secrets secrets, List<StartGuard> guards, DrainLimits limits) {
    /** With the limits of a real node. */
    public NodeServices(Journals journals, Line line, Policy policy, Secrets secrets, List<StartGuard> guards) {
        this(journals, line, policy, secrets, guards, DrainLimits.DEFAULT);
    }
    /** Which rule says no to a half, and why; empty: none. */
    String refusal(LinkId link, Half half) {
        return guards.stream()
                .flatMap(guard -> guard.refuse(link, half).stream())
                .map(no -> "rule " + no.rule() + ": " + no.reason())
                .findFirst()
                .orElse("");
    }
}
