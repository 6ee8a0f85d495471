package io.renkei.runtime.internal.routes;

import io.renkei.api.Environment;
import io.renkei.api.FederationId;
import io.renkei.api.LinkId;
import io.renkei.runtime.internal.links.FederationContexts;
import java.util.function.Consumer;

/** Builds the routes of a set once, for a link that does not exist, before any real link moves to it. */
public final class Rehearsal implements Consumer<RouteSet> {
    private static final FederationId NATIONAL = new FederationId(99);

    private final FederationContexts contexts;

    public Rehearsal(FederationContexts contexts) {
        this.contexts = contexts;
    }

    @Override
    public void accept(RouteSet set) {
        LinkId nobody = new LinkId(set.kind(), NATIONAL, Environment.TEST);
        RouteInstaller.rehearse(contexts.create("rehearsal"), set, nobody);
    }
}
