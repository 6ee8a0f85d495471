package io.renkei.line;

import io.renkei.api.FederationId;
import java.time.Duration;

/** Lets a site join this centre. */
public interface Invitations {
    /**
     * A one-time token for {@code ./renkei join}. A site that joins with it replaces the federation's site before.
     *
     * @param validity how long it can be used; 1 min .. 31 days
     * @throws IllegalStateException if this node is no centre that listens
     */
    String invite(FederationId federation, Duration validity);
}
