package io.renkei.runtime.internal.links;

import io.renkei.api.Actor;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.PolicyDecision;
import io.renkei.api.StartGuard;
import io.renkei.api.TransientLinkException;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.runtime.internal.routes.RouteInstaller;
import io.renkei.runtime.internal.routes.RouteSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one half of a link: started, paused, resumed, moved to other routes, stopped; one order at a time. */
final class LinkHandle {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHandle.class);

    private final LinkPlan plan;
    private final NodeServices services;
    private final RouteCatalog catalog;
    private final Pauses pauses;
    private final CamelContext camel;
    private final LinkBoard board;
    private volatile @Nullable LinkHalf half;
    private @Nullable RouteSet routeSet;
    private List<String> routes = List.of();

    LinkHandle(LinkPlan plan, NodeServices services, RouteCatalog catalog, Pauses pauses, CamelContext camel) {
        this.plan = plan;
        this.services = services;
        this.catalog = catalog;
        this.pauses = pauses;
        this.camel = camel;
        this.board = new LinkBoard(plan.link(), plan.half(), plan.late(), plan.configFile());
    }

    LinkPlan plan() {
        return plan;
    }

    LinkState state() {
        return board.state();
    }

    LinkStatus status() {
        Journal journal = journal();
        return board.status(journal == null ? null : journal.usage());
    }

    @Nullable Journal journal() {
        LinkHalf open = half;
        return open == null ? null : open.journal();
    }

    /** The open half, or a refusal that names the state. */
    LinkHalf running() {
        LinkHalf open = half;
        if (open == null) {
            throw new TransientLinkException(plan.link(), ErrorCode.LINK_NOT_RUNNING, "the link is " + state().name());
        }
        return open;
    }

    /** A context to prepare the databases with, whether the half is open or not. */
    LinkContext preparation() {
        LinkHalf open = half;
        return open == null ? LinkHalf.unopened(plan, services, board) : open.context();
    }

    /** Starts if nobody says no; what stands against it is the state afterwards, never an exception. */
    synchronized void start() {
        start(Epoch.NONE);
    }

    private void start(Epoch above) {
        Optional<Pauses.Pause> pause = pauses.find(plan.link(), plan.half());
        if (pause.isPresent()) {
            board.order(new LinkState.Paused(
                    pause.get().since(), pause.get().by(), pause.get().until()));
            return;
        }
        try {
            for (StartGuard guard : services.guards()) {
                Optional<PolicyDecision> no = guard.refuse(plan.link(), plan.half());
                if (no.isPresent()) {
                    refuse(
                            ErrorCode.START_REFUSED,
                            "rule " + no.get().rule() + ": " + no.get().reason());
                    return;
                }
            }
            RouteSet best = catalog.best(plan.kind().name(), plan.half()).orElse(null);
            if (best == null) {
                refuse(ErrorCode.ROUTE_MISSING, "no routes for " + plan.kind().name() + " (" + plan.half() + ")");
                return;
            }
            LinkHalf open = half;
            if (open == null) {
                open = LinkHalf.open(plan, services, board, camel, above);
                half = open;
            }
            open.restart();
            board.order(null);
            install(best);
            open.begin();
        } catch (LinkException e) {
            fail(e.code(), e.detail(), e);
        } catch (RuntimeException e) {
            fail(ErrorCode.INTERNAL, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private void install(RouteSet set) {
        routes = RouteInstaller.install(camel, set, plan.link());
        routeSet = set;
        board.routeVersion(set.label());
    }

    private void refuse(ErrorCode code, String detail) {
        LOG.error("{} {} refused: {} {}", plan.link(), plan.half(), code.number(), detail);
        board.order(new LinkState.Refused(Instant.now(), code, detail));
    }

    private void fail(ErrorCode code, String detail, Exception cause) {
        LOG.error("{} {} can't start: {} {}", plan.link(), plan.half(), code.number(), detail, cause);
        board.order(new LinkState.Failed(Instant.now(), code, detail));
    }

    /** Finishes the batch in hand, then lets go of databases and session; survives a restart of the node. */
    synchronized void pause(@Nullable Instant until, Actor actor) {
        Pauses.Pause pause = new Pauses.Pause(Instant.now(), actor.who(), until);
        pauses.put(plan.link(), plan.half(), pause);
        board.order(new LinkState.Draining(Instant.now()));
        drain();
        board.order(new LinkState.Paused(pause.since(), pause.by(), until));
    }

    /** Starts a half that is paused, failed, refused or fenced; the last claims an epoch above the target's owner. */
    synchronized void resume() {
        Epoch above = state() instanceof LinkState.Fenced fenced ? fenced.owner() : Epoch.NONE;
        pauses.remove(plan.link(), plan.half());
        drain();
        // reopening the journal begins a new epoch, which is what a fenced owner needs to claim the target again
        closeHalf();
        start(above);
    }

    /** Whether a pause had an end and it has come. */
    boolean pauseHasRunOut(Instant now) {
        return state() instanceof LinkState.Paused paused
                && paused.until() != null
                && !paused.until().isAfter(now);
    }

    /**
     * Moves to the best route set there is: the old routes finish the batch in hand, the new go on from there. A set that
     * fails leaves the link on the one before.
     */
    synchronized void followCatalog() {
        RouteSet best = catalog.best(plan.kind().name(), plan.half()).orElse(null);
        RouteSet before = routeSet;
        if (best == null) {
            if (before != null) {
                drain();
                refuse(ErrorCode.ROUTE_MISSING, "the route bundle was uninstalled");
            }
            return;
        }
        if (before == null) {
            if (state() instanceof LinkState.Refused) {
                start();
            }
            return;
        }
        if (!best.equals(before)) {
            swap(before, best);
        }
    }

    private void swap(RouteSet before, RouteSet next) {
        long begin = System.nanoTime();
        removeRoutes();
        try {
            install(next);
        } catch (LinkException e) {
            LOG.error("{} stays on {}: {}", plan.link(), before.label(), e.detail());
            install(before);
            return;
        }
        LOG.info(
                "{} {} moved from {} to {} in {} ms",
                plan.link(),
                plan.half(),
                before.label(),
                next.label(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    /** Drains, stops and lets go of everything. */
    synchronized void stop() {
        board.order(new LinkState.Draining(Instant.now()));
        drain();
        closeHalf();
        board.order(new LinkState.Stopped(Instant.now()));
    }

    private void drain() {
        removeRoutes();
        LinkHalf open = half;
        if (open != null) {
            open.disconnect();
        }
    }

    private void removeRoutes() {
        RouteInstaller.remove(camel, plan.link(), routes);
        routes = List.of();
        routeSet = null;
    }

    private void closeHalf() {
        LinkHalf open = half;
        half = null;
        if (open != null) {
            open.close();
        }
    }

    /** A heartbeat, if the half is open; a missing answer shows as a stale link, so it is no fault here. */
    void probe(Duration maxWait) {
        LinkHalf open = half;
        if (open != null) {
            try {
                open.probe(maxWait);
            } catch (LinkException e) {
                LOG.debug("{} probe: {}", plan.link(), e.getMessage());
            }
        }
    }
}
