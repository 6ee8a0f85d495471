package io.renkei.line;

import io.renkei.api.FederationId;
import java.time.Duration;

/** Lets nodes join: a site that dials its centre, or a centre that dials its site. */
public interface Invitations {
    /**
     * A one-time token: at a centre for {@code ./renkei join} at the site, at a site that listens for {@link #join} at the
     * centre. Who joins with it replaces the one before.
     *
     * @param validity how long it can be used; 1 min .. 31 days
     * @throws IllegalStateException if this node waits for nobody
     */
    String invite(FederationId federation, Duration validity);

    /**
     * Joins a site that waits for this centre: exchanges and pins the keys, dials it from now on, and keeps its address in
     * {@code etc/io.renkei.line.cfg}.
     *
     * @return federation and address of the site
     * @throws IllegalArgumentException if the token is no good
     * @throws IllegalStateException if this node is no centre, or the site can't be reached or refuses
     */
    String join(String token);
}
