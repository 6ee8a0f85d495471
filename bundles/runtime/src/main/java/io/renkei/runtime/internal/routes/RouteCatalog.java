package io.renkei.runtime.internal.routes;

import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.steps.Faults;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which route sets there are. The highest version serves a kind and half. A set stays until its bundle is uninstalled:
 * stopping or updating a route bundle must not stop links.
 */
public final class RouteCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(RouteCatalog.class);

    private record Refusal(RouteSet set, String why) {}

    private final Consumer<RouteSet> rehearsal;
    private final List<RouteSet> sets = new CopyOnWriteArrayList<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<String, Half> changed = (kind, half) -> {};

    /**
     * @param rehearsal throws a {@link LinkException} if the routes of a set can't be built
     */
    public RouteCatalog(Consumer<RouteSet> rehearsal) {
        this.rehearsal = rehearsal;
    }

    /** Whom to tell that another set serves a kind and half now. */
    public void onChange(BiConsumer<String, Half> listener) {
        changed = listener;
    }

    /** The set that serves now. */
    public Optional<RouteSet> best(String kind, Half half) {
        return sets.stream()
                .filter(set -> set.kind().equals(kind) && set.half() == half)
                .max(Comparator.naturalOrder());
    }

    /**
     * A bundle offers a set; one it offered before for the same kind and half is replaced. A set that can't be built is
     * refused, and what served before goes on.
     */
    public void add(RouteSet set) {
        // whatever it throws, errors of its classes too: the bundle's start must not fail of it, nor the links
        Throwable thrown = Faults.thrownBy(() -> rehearsal.accept(set));
        if (thrown != null) {
            refuse(set, thrown);
            return;
        }
        Optional<RouteSet> before = best(set.kind(), set.half());
        refusals.removeIf(refusal -> refusal.set().replaces(set)
                || (refusal.set().serves(set) && refusal.set().compareTo(set) <= 0));
        sets.removeIf(old -> old.replaces(set));
        sets.add(set);
        LOG.info("routes of {} ({}) offered by {}", set.kind(), set.half(), set.label());
        if (!best(set.kind(), set.half()).equals(before)) {
            changed.accept(set.kind(), set.half());
        }
    }

    private void refuse(RouteSet set, Throwable thrown) {
        String why = thrown instanceof LinkException e ? e.detail() : set.label() + ": " + thrown;
        LOG.error("routes of {} ({}) refused, what ran before goes on: {}", set.kind(), set.half(), why, thrown);
        refusals.removeIf(refusal -> refusal.set().replaces(set));
        refusals.add(new Refusal(set, why));
    }

    /** Why the newest set offered for a kind and half does not serve, naming it; empty: it serves. */
    public String refused(String kind, Half half) {
        Optional<RouteSet> serving = best(kind, half);
        return refusals.stream()
                .filter(refusal ->
                        refusal.set().kind().equals(kind) && refusal.set().half() == half)
                .filter(refusal -> serving.isEmpty() || refusal.set().compareTo(serving.get()) > 0)
                .max(Comparator.comparing(Refusal::set))
                .map(Refusal::why)
                .orElse("");
    }

    /** A bundle is uninstalled: its sets are gone. */
    public void removeBundle(long bundleId) {
        List<RouteSet> gone =
                sets.stream().filter(set -> set.bundleId() == bundleId).toList();
        sets.removeAll(gone);
        refusals.removeIf(refusal -> refusal.set().bundleId() == bundleId);
        for (RouteSet set : gone) {
            LOG.info("routes of {} ({}) from {} removed", set.kind(), set.half(), set.label());
            changed.accept(set.kind(), set.half());
        }
    }
}
