package io.renkei.runtime.internal.links;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.runtime.internal.routes.RouteInstaller;
import io.renkei.runtime.internal.routes.RouteSet;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of one half of a link, in the Camel context of its federation and environment. */
final class LinkRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LinkRoutes.class);

    private final LinkId link;
    private final Supplier<CamelContext> contexts;
    private @Nullable CamelContext camel;
    private List<String> routes = List.of();
    private @Nullable RouteSet set;
    private @Nullable RouteSet proven;

    /**
     * @param contexts gives the context when routes are to be made, started
     */
    LinkRoutes(LinkId link, Supplier<CamelContext> contexts) {
        this.link = link;
        this.contexts = contexts;
    }

    /** The set that the routes were made of; null: there are none. */
    @Nullable RouteSet set() {
        return set;
    }

    /** Whether there were routes before, which can be made again. */
    boolean ranBefore() {
        return proven != null;
    }

    /**
     * Makes the routes of a set, or those that ran before if that fails.
     *
     * @return the set they were made of
     * @throws LinkException if neither can be made; there are no routes then
     */
    RouteSet install(RouteSet best) {
        remove();
        RouteSet before = proven;
        try {
            return make(best);
        } catch (LinkException e) {
            if (before == null || before.equals(best)) {
                throw e;
            }
            LOG.error("{} stays on {}: {}", link, before.label(), e.detail());
            return makeAgain(before, e);
        }
    }

    private RouteSet makeAgain(RouteSet before, LinkException newer) {
        try {
            return make(before);
        } catch (LinkException e) {
            throw new PermanentLinkException(
                    link, ErrorCode.ROUTE_FAILED, newer.detail() + "; nor can those before: " + e.detail(), e);
        }
    }

    private RouteSet make(RouteSet next) {
        CamelContext context = contexts.get();
        camel = context;
        routes = RouteInstaller.install(context, next, link);
        set = next;
        proven = next;
        return next;
    }

    /**
     * Stops and removes the routes, whose work has ended before.
     *
     * @throws LinkException if Camel keeps one; removing may be tried again
     */
    void remove() {
        set = null;
        if (camel != null) {
            RouteInstaller.remove(camel, link, routes);
            routes = List.of();
        }
    }
}
