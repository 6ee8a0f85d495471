package io.renkei.api;

import java.util.Optional;

/**
 * Two people for what lets more leave: on production an edit of the lists that narrows acts at once, one that widens waits
 * here until somebody other than its author activates it.
 */
public interface Activations {
    /** What waits on a link; empty: the lists are in force as they are. */
    Optional<PendingWidening> pending(LinkId link);

    /**
     * Puts an edit into force; it is in the audit trail before it is.
     *
     * @param seen what the person has looked at
     * @throws PermanentLinkException {@link ErrorCode#SECOND_PERSON} if the actor is one of its authors;
     *     {@link ErrorCode#WIDENING_PENDING} if another edit waits by now, or none
     * @throws java.io.UncheckedIOException if it can't be written down; nothing has changed then
     */
    void activate(PendingWidening seen, Actor actor);
}
