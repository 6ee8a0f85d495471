package io.renkei.api;

import java.util.Optional;

/** A service that may refuse the start of a link: policy, usage pattern of a test environment, a missing reposition. */
public interface StartGuard {
    /** Why the link must not start now, with the way out; empty: it may. */
    Optional<PolicyDecision> refuse(LinkId link, Half half);
}
