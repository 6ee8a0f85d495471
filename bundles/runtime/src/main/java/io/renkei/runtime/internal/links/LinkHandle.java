package io.renkei.runtime.internal.links;

import io.renkei.api.Actor;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.Journal;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.runtime.internal.routes.RouteSet;
import io.renkei.steps.Faults;
import io.renkei.steps.StatisticsCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one half of a link: started, paused, resumed, moved to other routes, stopped; one order at a time. Every
 * order is bounded: what hangs is left to itself, and the order is finished when it comes back.
 */
final class LinkHandle {
    private static final Logger LOG = LoggerFactory.getLogger(LinkHandle.class);

    private final NodeServices services;
    private final RouteCatalog catalog;
    private final Pauses pauses;
    private final Supplier<CamelContext> contexts;
    private final LinkRoutes routes;
    private final LinkBoard board;
    private final StartTries tries;
    private volatile LinkPlan plan;
    private volatile @Nullable LinkHalf half;

    /** The rest of an order that waits for something that hangs. */
    private volatile @Nullable Runnable afterDrain;

    /** What a pause hides: another owner has the target, and only a person may claim it above that owner. */
    private LinkState.@Nullable Fenced fenced;

    private final Heartbeat heartbeat;
    private Epoch claimAbove = Epoch.NONE;
    private boolean ended;

    LinkHandle(
            LinkPlan plan,
            NodeServices services,
            RouteCatalog catalog,
            Pauses pauses,
            Supplier<CamelContext> contexts) {
        this.plan = plan;
        this.services = services;
        this.catalog = catalog;
        this.pauses = pauses;
        this.contexts = contexts;
        this.tries = new StartTries(plan.link(), plan.half());
        this.heartbeat = new Heartbeat(plan.link());
        this.routes = new LinkRoutes(plan.link(), contexts);
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
        return board.status(
                journal == null ? null : journal.usage(),
                catalog.refused(plan.kind().name(), plan.half()));
    }

    @Nullable Journal journal() {
        LinkHalf open = half;
        return open == null ? null : open.journal();
    }

    /** The open half, or a refusal that names the state. */
    LinkHalf running() {
        LinkHalf open = half;
        if (open == null) {
            throw notRunning();
        }
        return open;
    }

    /** What the target has committed, by item: counted by the site's half, asked of it by the centre's. */
    ItemStatistics statistics(Duration maxWait) {
        return plan.half() == Half.SITE
                ? board.statistics()
                : StatisticsCall.ask(running().context(), maxWait);
    }

    /** Why nothing can be carried until a person acts or an order is done; null: the link carries, or may heal. */
    @Nullable LinkException obstacle() {
        LinkState state = state();
        ErrorCode code = state.code();
        if (code != null && !(state instanceof LinkState.Retrying)) {
            return new PermanentLinkException(plan.link(), code, state.detail());
        }
        boolean ordered = state instanceof LinkState.Paused
                || state instanceof LinkState.Draining
                || state instanceof LinkState.Stopped;
        return ordered ? notRunning() : null;
    }

    private LinkException notRunning() {
        return new TransientLinkException(plan.link(), ErrorCode.LINK_NOT_RUNNING, "the link is " + state().name());
    }

    /** A context to prepare the databases with, whether the half is open or not. */
    LinkContext preparation() {
        LinkHalf open = half;
        return open == null ? LinkHalf.unopened(plan, services, board) : open.context();
    }

    /** Starts if nobody says no; what stands against it is the state afterwards, never an exception. */
    synchronized void start() {
        tries.cancel();
        if (ended) {
            return;
        }
        Throwable thrown = Faults.thrownBy(this::startNow);
        if (thrown != null) {
            notStarted(Faults.of(thrown, plan.link()), thrown);
        }
    }

    private void startNow() {
        Optional<Pauses.Pause> pause = pauses.find(plan.link(), plan.half());
        if (pause.isPresent()) {
            fenced = pause.get().hidden();
            board.order(pause.get().state());
            return;
        }
        if (isRefused()) {
            return;
        }
        RouteSet best = catalog.best(plan.kind().name(), plan.half()).orElse(null);
        if (best == null) {
            refuse(ErrorCode.ROUTE_MISSING, "no routes for " + plan.kind().name() + " (" + plan.half() + ")");
            return;
        }
        LinkHalf open = opened();
        claimAbove = Epoch.NONE;
        open.restart();
        install(best);
        board.order(null);
        open.begin();
        tries.reset();
    }

    private LinkHalf opened() {
        LinkHalf open = half;
        if (open == null) {
            open = LinkHalf.open(plan, services, board, contexts.get(), claimAbove);
            half = open;
        }
        return open;
    }

    private boolean isRefused() {
        String no = services.refusal(plan.link(), plan.half());
        if (!no.isEmpty()) {
            refuse(ErrorCode.START_REFUSED, no);
        }
        return !no.isEmpty();
    }

    private void install(RouteSet best) {
        board.routeVersion(routes.install(best).label());
    }

    private void refuse(ErrorCode code, String detail) {
        LOG.error("{} {} refused: {} {}", plan.link(), plan.half(), code.number(), detail);
        board.order(new LinkState.Refused(Instant.now(), code, detail));
    }

    /** What can heal is tried again for ever, routes that ran before too; what can't waits for a person. */
    private void notStarted(LinkException fault, Throwable cause) {
        boolean heals = fault instanceof TransientLinkException
                || (fault.code() == ErrorCode.ROUTE_FAILED && routes.ranBefore());
        board.order(tries.failed(fault, cause, heals));
    }

    /**
     * Finishes the batch in hand, then lets go of databases and session; survives a restart of the node.
     *
     * @throws LinkException {@link ErrorCode#WAIT_TIMED_OUT} if something hangs: it is paused when that comes back;
     *     {@link ErrorCode#PAUSE_FILE} if the pause can't be remembered: nothing is changed then
     */
    synchronized void pause(@Nullable Instant until, Actor actor) {
        refuseIfEnded();
        LinkState.Fenced hidden = state() instanceof LinkState.Fenced now ? now : fenced;
        Pauses.Pause pause =
                new Pauses.Pause(Instant.now(), actor.who(), until, hidden == null ? Epoch.NONE : hidden.owner());
        pauses.put(plan.link(), plan.half(), pause);
        fenced = hidden;
        tries.cancel();
        String hangs = drainThen(() -> board.order(pause.state()));
        if (!hangs.isEmpty()) {
            throw new TransientLinkException(
                    plan.link(), ErrorCode.WAIT_TIMED_OUT, hangs + "; it is paused when that comes back");
        }
    }

    /**
     * Starts a half that is paused, failed, refused or fenced; the last claims an epoch above the target's owner.
     *
     * @throws LinkException {@link ErrorCode#WAIT_TIMED_OUT} if something hangs: it starts when that comes back
     */
    synchronized void resume() {
        refuseIfEnded();
        pauses.remove(plan.link(), plan.half());
        LinkState.Fenced hidden = state() instanceof LinkState.Fenced now ? now : fenced;
        claimAbove = hidden == null ? Epoch.NONE : hidden.owner();
        fenced = null;
        String hangs = reopen();
        if (!hangs.isEmpty()) {
            throw new TransientLinkException(
                    plan.link(), ErrorCode.WAIT_TIMED_OUT, hangs + "; it starts when that comes back");
        }
    }

    private String reopen() {
        tries.reset();
        // reopening the journal begins a new epoch, which is what a fenced owner needs to claim the target again
        return drainThen(this::startAnew);
    }

    /**
     * What may move the link's target; works while the link runs or is paused.
     *
     * @throws LinkException {@link ErrorCode#MOVE_REFUSED}, {@link ErrorCode#LINK_NOT_RUNNING}, {@link
     *     ErrorCode#START_REFUSED}
     */
    synchronized LinkMove mover() {
        LinkState state = state();
        boolean others = fenced != null || state instanceof LinkState.Fenced || state instanceof LinkState.Refused;
        if (ended || others || afterDrain != null) {
            throw notRunning();
        }
        String no = services.refusal(plan.link(), plan.half());
        if (!no.isEmpty()) {
            throw new PermanentLinkException(plan.link(), ErrorCode.START_REFUSED, no);
        }
        return mover(opened());
    }

    /** What knows where the target stands, if the half is open. */
    LinkMove openMover() {
        return mover(running());
    }

    private LinkMove mover(LinkHalf open) {
        return LinkMove.of(plan.kind(), open.context(), open.journal(), board);
    }

    /**
     * Does something to the target while nothing is carried, then goes on; a link that is paused stays so.
     *
     * @throws LinkException {@link ErrorCode#WAIT_TIMED_OUT} if something hangs: nothing is done then
     */
    synchronized <T> T whileStill(Function<LinkMove, T> act) {
        LinkMove mover = mover();
        LinkState before = state();
        tries.cancel();
        Runnable rest = before instanceof LinkState.Paused ? () -> board.order(before) : this::startAnew;
        Instant now = Instant.now();
        board.order(draining(now));
        String hangs = endWork();
        if (!hangs.isEmpty()) {
            throw new TransientLinkException(
                    plan.link(), ErrorCode.WAIT_TIMED_OUT, hold(now, hangs, rest) + "; the target was left as it is");
        }
        try {
            return act.apply(mover);
        } finally {
            rest.run();
        }
    }

    private void startAnew() {
        closeHalf();
        start();
    }

    private void refuseIfEnded() {
        if (ended) {
            throw new TransientLinkException(
                    plan.link(), ErrorCode.LINK_NOT_RUNNING, "the link ends: its configuration has changed or is gone");
        }
    }

    /** Whether {@link #followClock} may have something to do. */
    boolean isDue(Instant now) {
        return afterDrain != null || tries.isDue(now) || pauseHasRunOut(now);
    }

    /** Does what has become due: the rest of an order that hung, the end of a pause, the next try of a start. */
    synchronized void followClock() {
        // asked again under the lock: a person may have been faster
        Instant now = Instant.now();
        Runnable rest = afterDrain;
        if (rest != null) {
            LinkHalf open = half;
            if (open == null || open.hangs().isEmpty()) {
                afterDrain = null;
                rest.run();
            }
        } else if (pauseHasRunOut(now)) {
            endPause();
        } else if (tries.isDue(now)) {
            start();
        }
    }

    private boolean pauseHasRunOut(Instant now) {
        return state() instanceof LinkState.Paused paused
                && paused.until() != null
                && !paused.until().isAfter(now);
    }

    private void endPause() {
        if (fenced == null) {
            String hangs = reopen();
            LOG.info("{} {} its pause has run out {}", plan.link(), plan.half(), hangs);
        } else {
            // time alone must not take the target from its owner
            pauses.remove(plan.link(), plan.half());
            board.order(fenced);
        }
    }

    /**
     * Moves to the best route set there is: the old routes finish the batch in hand, the new go on from there. A set that
     * fails leaves the link on the one before. A link that needs a person gets it when that person resumes it.
     */
    synchronized void followCatalog() {
        RouteSet best = catalog.best(plan.kind().name(), plan.half()).orElse(null);
        RouteSet before = routes.set();
        LinkState state = state();
        if (ended || afterDrain != null || state instanceof LinkState.Paused) {
            return;
        }
        boolean mends = state instanceof LinkState.Refused
                || tries.waiting()
                || (before == null && state.code() == ErrorCode.ROUTE_FAILED);
        if (best == null) {
            if (before != null) {
                loseRoutes(state);
            }
        } else if (mends) {
            start();
        } else if (before != null && !best.equals(before) && !needsPerson(state)) {
            swap(before, best);
        }
    }

    /** New routes would begin to work again by themselves, except at the site, which only answers. */
    private boolean needsPerson(LinkState state) {
        boolean given = state instanceof LinkState.Fenced || state instanceof LinkState.Failed;
        return given && (plan.half() == Half.CENTRE || state.code() == ErrorCode.ROUTE_STOPPED);
    }

    private void loseRoutes(LinkState state) {
        drainThen(() -> {
            if (needsPerson(state)) {
                board.order(state);
            } else {
                refuse(ErrorCode.ROUTE_MISSING, "the route bundle was uninstalled");
            }
        });
    }

    private void swap(RouteSet before, RouteSet next) {
        long begin = System.nanoTime();
        LinkHalf open = running();
        String hangs = open.drain();
        if (!hangs.isEmpty()) {
            hold(Instant.now(), hangs, this::startAnew);
            return;
        }
        Throwable thrown = Faults.thrownBy(() -> install(next));
        if (thrown != null) {
            quietly("disconnecting", open::disconnect);
            notStarted(Faults.of(thrown, plan.link()), thrown);
            return;
        }
        LOG.info(
                "{} {} moved from {} to {} in {} ms",
                plan.link(),
                plan.half(),
                before.label(),
                board.routeVersion(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    /** The plan has changed in what is only shown. */
    synchronized void show(LinkPlan next) {
        plan = next;
        board.late(next.late());
    }

    /** Drains, stops and lets go of everything, for good, whatever of it fails or hangs. */
    synchronized void stop() {
        ended = true;
        tries.cancel();
        afterDrain = null;
        board.order(draining(Instant.now()));
        String hangs = endWork();
        if (!hangs.isEmpty()) {
            LOG.error("{} {} ends although {} hangs; it carries nothing any more", plan.link(), plan.half(), hangs);
        }
        closeHalf();
        board.order(new LinkState.Stopped(Instant.now()));
    }

    /**
     * Ends the work in hand, then does the rest; if something hangs, when that has come back.
     *
     * @return what hangs, for people; empty: nothing, the rest is done
     */
    private String drainThen(Runnable rest) {
        Instant now = Instant.now();
        board.order(draining(now));
        String hangs = endWork();
        if (hangs.isEmpty()) {
            afterDrain = null;
            rest.run();
            return "";
        }
        return hold(now, hangs, rest);
    }

    private String hold(Instant since, String hangs, Runnable rest) {
        String detail = hangs + " hangs in a call that does not come back, broken off after "
                + services.limits().inHand().toSeconds() + " s; nothing is carried";
        LOG.error("{} {} {}", plan.link(), plan.half(), detail);
        board.order(new LinkState.Draining(since, detail));
        afterDrain = rest;
        return detail;
    }

    private LinkState draining(Instant now) {
        return new LinkState.Draining(
                now,
                "waits for the batch in hand, for at most "
                        + services.limits().inHand().toSeconds() + " s");
    }

    private String endWork() {
        LinkHalf open = half;
        String hangs = open == null ? "" : open.drain();
        quietly("removing its routes", routes::remove);
        if (open != null) {
            quietly("disconnecting", open::disconnect);
        }
        return hangs;
    }

    private void closeHalf() {
        LinkHalf open = half;
        half = null;
        if (open != null) {
            quietly("closing", open::close);
        }
    }

    private void quietly(String what, Runnable act) {
        Throwable thrown = Faults.thrownBy(act);
        if (thrown != null) {
            LOG.error("{} {} {} failed", plan.link(), plan.half(), what, thrown);
        }
    }

    /** A heartbeat, if the half is open. */
    void probe(Duration maxWait) {
        LinkHalf open = half;
        if (open != null) {
            heartbeat.beat(open, maxWait);
        }
    }
}
