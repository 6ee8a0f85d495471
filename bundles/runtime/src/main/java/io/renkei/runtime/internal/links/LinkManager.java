package io.renkei.runtime.internal.links;

import io.renkei.api.Actor;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.Journal;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.ReaderAccount;
import io.renkei.api.TargetPlace;
import io.renkei.api.VerifyReport;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.steps.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All links of the node: follows the configuration and the route catalog, and beats the heart. */
public final class LinkManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkManager.class);

    /** Two cores start two links at a time; more would only fight for them. */
    private static final int WORKERS = 4;

    /** Heartbeats are not waited for; a line whose peer reads nothing may hold the sending of one. */
    private static final int PROBERS = 4;

    private static final Duration PROBE_EVERY = Duration.ofSeconds(2);
    private static final Duration PROBE_MAX = Duration.ofSeconds(2);

    /** A question about many links goes to their sites one by one; one that hangs costs no more than this. */
    private static final Duration STATISTICS_MAX = Duration.ofSeconds(3);

    private static final long STOP_MAX_S = 60;

    private final NodeServices services;
    private final RouteCatalog catalog;
    private final Pauses pauses;
    private final FederationContexts contexts;
    private final Map<String, Federation> federations = new ConcurrentHashMap<>();
    private final Map<String, List<LinkPlan>> desired = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, named("renkei links"));
    private final ScheduledExecutorService heart = Executors.newScheduledThreadPool(PROBERS, named("renkei heart"));
    private final Set<LinkHandle> clocked = ConcurrentHashMap.newKeySet();
    private final RunningWork work = new RunningWork(named("renkei wait"));
    private @Nullable Future<?> beating;

    public LinkManager(NodeServices services, RouteCatalog catalog, Pauses pauses, FederationContexts contexts) {
        this.services = services;
        this.catalog = catalog;
        this.pauses = pauses;
        this.contexts = contexts;
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins to follow the catalog and to beat. */
    public void start() {
        catalog.onChange((kind, half) -> handles()
                .filter(handle -> handle.plan().kind().name().equals(kind)
                        && handle.plan().half() == half)
                .forEach(handle -> submit(handle::followCatalog)));
        beating = heart.scheduleWithFixedDelay(this::beat, 0, PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * The links of one configuration file from now on; an empty list ends them. Returns at once.
     *
     * @param name federation and environment, for example {@code 13-prod}
     */
    public void follow(String name, List<LinkPlan> plans) {
        desired.put(name, List.copyOf(plans));
        Federation federation =
                federations.computeIfAbsent(name, key -> new Federation(key, services, catalog, pauses, contexts));
        // the task takes the newest wish, so that two quick edits can't end in the older one
        submit(() -> federation.follow(desired.getOrDefault(name, List.of())));
    }

    /** Whether a file of this name is in force. */
    public boolean follows(String name) {
        return !desired.getOrDefault(name, List.of()).isEmpty();
    }

    private void submit(Runnable order) {
        try {
            workers.execute(() -> {
                Throwable thrown = Faults.thrownBy(order);
                if (thrown != null) {
                    LOG.error("an order to a link failed", thrown);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the node stops: an order to a link came too late", e);
        }
    }

    /** Never throws: the clock would stop for all links. */
    private void beat() {
        Throwable thrown = Faults.thrownBy(() -> {
            Instant now = Instant.now();
            handles().forEach(handle -> beat(handle, now));
        });
        if (thrown != null) {
            LOG.error("a heartbeat failed", thrown);
        }
    }

    private void beat(LinkHandle handle, Instant now) {
        // one at a time for each link, however long it takes
        if (handle.isDue(now) && clocked.add(handle)) {
            submit(() -> {
                try {
                    handle.followClock();
                } finally {
                    clocked.remove(handle);
                }
            });
        }
        if (handle.plan().half() == Half.CENTRE) {
            heart.execute(() -> handle.probe(PROBE_MAX));
        }
    }

    private Stream<LinkHandle> handles() {
        return federations.values().stream().flatMap(federation -> federation.handles().stream());
    }

    /** Both halves of all links, in order. */
    public List<LinkStatus> statuses() {
        return handles()
                .map(LinkHandle::status)
                .sorted((a, b) -> a.link().equals(b.link())
                        ? a.half().compareTo(b.half())
                        : a.link().compareTo(b.link()))
                .toList();
    }

    /** Whether every wanted half has left configured, starting and loading. */
    public boolean ready() {
        long wanted = desired.values().stream().mapToLong(List::size).sum();
        List<LinkHandle> all = handles().toList();
        return all.size() == wanted
                && all.stream()
                        .map(LinkHandle::state)
                        .allMatch(state -> state instanceof LinkState.Running || state instanceof LinkState.Paused);
    }

    /**
     * @throws IllegalArgumentException if there is no such link
     */
    public void pause(LinkId link, @Nullable Instant until, Actor actor) {
        find(link).pause(until, actor);
    }

    /**
     * @throws IllegalArgumentException if there is no such link
     */
    public void resume(LinkId link) {
        find(link);
        // the receiving half first: a sender that starts again finds it ready
        handle(link, Half.SITE).ifPresent(LinkHandle::resume);
        handle(link, Half.CENTRE).ifPresent(LinkHandle::resume);
    }

    /** Waits until everything committed at the source before the call is applied. */
    public Position await(LinkId link, Duration maxWait) {
        LinkHandle handle = find(link);
        return work.of(
                handle,
                () -> handle.running().context().barriers().cut(false, maxWait).position());
    }

    /** Compares source and target at one position. */
    public VerifyReport verify(LinkId link) {
        LinkHandle handle = find(link);
        return work.of(
                handle, () -> handle.plan().kind().verify(handle.running().context()));
    }

    /** Where the link's target stands, and what it knows of moves. */
    public TargetPlace place(LinkId link) {
        return find(link).openMover().place();
    }

    /** What a move of the link's target would do. */
    public MoveSurvey survey(LinkId link, MoveGoal goal) {
        return find(link).mover().survey(goal);
    }

    /** Moves the link's target as surveyed; gives where it stood. */
    public Position move(MoveSurvey survey) {
        return find(survey.link()).whileStill(mover -> mover.move(survey));
    }

    /** What leaving out a transaction would do. */
    public LeaveOutSurvey surveyTransaction(LinkId link, String place) {
        return find(link).mover().surveyTransaction(place);
    }

    /** Leaves out a transaction as surveyed. */
    public void leaveOut(LeaveOutSurvey survey) {
        find(survey.link()).whileStill(mover -> {
            mover.leaveOut(survey);
            return survey;
        });
    }

    /** What the link's target has committed, by item. */
    public ItemStatistics statistics(LinkId link) {
        return handle(link, Half.SITE).orElseGet(() -> find(link)).statistics(STATISTICS_MAX);
    }

    /** Looks at, or makes, what the halves on this node need. */
    public List<Finding> prepare(LinkId link, boolean apply) {
        return Stream.of(Half.values())
                .flatMap(half -> handle(link, half).stream())
                .flatMap(handle -> handle.plan().kind().prepare(handle.preparation(), apply).stream())
                .toList();
    }

    /** Looks at, or makes, an account that reads the link's target. */
    public List<Finding> reader(LinkId link, ReaderAccount account, boolean apply) {
        find(link);
        LinkHandle site = handle(link, Half.SITE)
                .orElseThrow(() -> new PermanentLinkException(
                        link,
                        ErrorCode.LINK_NOT_RUNNING,
                        "its site's half is not on this node; the target's accounts are made where it is"));
        return site.plan().kind().reader(site.preparation(), account, apply);
    }

    /** A position in the words of the link's kind. */
    public String describe(LinkId link, Position position) {
        return find(link).plan().kind().describe(position);
    }

    /** The journal of a link whose centre half is open here, or null. */
    public @Nullable Journal journal(LinkId link) {
        return handle(link, Half.CENTRE).map(LinkHandle::journal).orElse(null);
    }

    /** Plans of a link, both halves. */
    public List<LinkPlan> plans(LinkId link) {
        return Stream.of(Half.values())
                .flatMap(half -> handle(link, half).stream())
                .map(LinkHandle::plan)
                .toList();
    }

    private Optional<LinkHandle> handle(LinkId link, Half half) {
        Federation federation = federations.get(link.federation() + "-" + link.environment());
        return federation == null ? Optional.empty() : federation.handle(link, half);
    }

    private LinkHandle find(LinkId link) {
        return handle(link, Half.CENTRE)
                .or(() -> handle(link, Half.SITE))
                .orElseThrow(() -> new IllegalArgumentException("no link " + link + " on this node"));
    }

    /** Drains and stops all links; bounded. */
    @Override
    public void close() {
        if (beating != null) {
            beating.cancel(false);
        }
        heart.shutdownNow();
        work.close();
        desired.replaceAll((name, plans) -> List.of());
        federations.values().forEach(federation -> submit(() -> federation.follow(List.of())));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_MAX_S, TimeUnit.SECONDS)) {
                LOG.warn("some links did not drain within {} s; they resume from their journals", STOP_MAX_S);
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workers.shutdownNow();
        }
    }
}
