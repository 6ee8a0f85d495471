package io.renkei.runtime.internal.routes;

import io.renkei.api.Half;
import io.renkei.api.LinkException;
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

    private final Consumer<RouteSet> rehearsal;
    private final List<RouteSet> sets = new CopyOnWriteArrayList<>();
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
        try {
            rehearsal.accept(set);
        } catch (LinkException e) {
            LOG.error(
                    "routes of {} ({}) from {} refused, what ran before goes on: {}",
                    set.kind(),
                    set.half(),
                    set.label(),
                    e.detail(),
                    e);
            return;
        }
        Optional<RouteSet> before = best(set.kind(), set.half());
        sets.removeIf(
                old -> old.bundleId() == set.bundleId() && old.kind().equals(set.kind()) && old.half() == set.half());
        sets.add(set);
        LOG.info("routes of {} ({}) offered by {}", set.kind(), set.half(), set.label());
        if (!best(set.kind(), set.half()).equals(before)) {
            changed.accept(set.kind(), set.half());
        }
    }

    /** A bundle is uninstalled: its sets are gone. */
    public void removeBundle(long bundleId) {
        List<RouteSet> gone =
                sets.stream().filter(set -> set.bundleId() == bundleId).toList();
        sets.removeAll(gone);
        for (RouteSet set : gone) {
            LOG.info("routes of {} ({}) from {} removed", set.kind(), set.half(), set.label());
            changed.accept(set.kind(), set.half());
        }
    }
}
