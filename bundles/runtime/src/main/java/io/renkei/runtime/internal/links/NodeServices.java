package io.renkei.runtime.internal.links;

import io.renkei.api.Journals;
import io.renkei.api.Line;
import io.renkei.api.Policy;
import io.renkei.api.Secrets;
import io.renkei.api.StartGuard;
import java.util.List;

/**
 * What every link of the node stands on.
 *
 * @param guards asked before each start; may change while the node runs
 */
public record NodeServices(Journals journals, Line line, Policy policy, Secrets secrets, List<StartGuard> guards) {}
