package io.renkei.runtime.internal.links;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.steps.StepComponents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.jspecify.annotations.Nullable;

/** One federation in one environment: one configuration file, one Camel context, its links as routes in it. */
final class Federation {
    private record Key(LinkId link, Half half) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byLink = link.compareTo(other.link);
            return byLink != 0 ? byLink : half.compareTo(other.half);
        }
    }

    private final String name;
    private final NodeServices services;
    private final RouteCatalog catalog;
    private final Pauses pauses;
    private final FederationContexts contexts;
    private final Map<Key, LinkHandle> handles = new TreeMap<>();
    private @Nullable CamelContext camel;

    Federation(String name, NodeServices services, RouteCatalog catalog, Pauses pauses, FederationContexts contexts) {
        this.name = name;
        this.services = services;
        this.catalog = catalog;
        this.pauses = pauses;
        this.contexts = contexts;
    }

    /** Makes the links be those of the plans: only what changed is stopped, restarted or started. */
    synchronized void follow(List<LinkPlan> plans) {
        Map<Key, LinkPlan> wanted =
                plans.stream().collect(Collectors.toMap(plan -> new Key(plan.link(), plan.half()), plan -> plan));
        for (Map.Entry<Key, LinkHandle> entry : List.copyOf(handlesNow().entrySet())) {
            if (!Objects.equals(wanted.get(entry.getKey()), entry.getValue().plan())) {
                entry.getValue().stop();
                put(entry.getKey(), null);
            }
        }
        if (wanted.isEmpty()) {
            stopContext();
            return;
        }
        CamelContext context = context(wanted.values());
        List<LinkHandle> fresh = new ArrayList<>();
        wanted.forEach((key, plan) -> {
            if (!handlesNow().containsKey(key)) {
                LinkHandle handle = new LinkHandle(plan, services, catalog, pauses, context);
                put(key, handle);
                fresh.add(handle);
            }
        });
        fresh.forEach(LinkHandle::start);
    }

    private CamelContext context(Collection<LinkPlan> plans) {
        CamelContext open = camel;
        if (open == null) {
            open = contexts.create(name);
            // the legs decide on retry (ADR 4); Camel's own handler would log every fault a second time
            open.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            open.start();
            camel = open;
        }
        for (LinkPlan plan : plans) {
            StepComponents.addTo(open, plan.kind().name());
        }
        return open;
    }

    private void stopContext() {
        if (camel != null) {
            camel.stop();
            camel = null;
        }
    }

    /** All halves, in order. */
    List<LinkHandle> handles() {
        return List.copyOf(handlesNow().values());
    }

    Optional<LinkHandle> handle(LinkId link, Half half) {
        return Optional.ofNullable(handlesNow().get(new Key(link, half)));
    }

    // readers (status, probes) must never wait for a link that drains: the map has a lock of its own
    private Map<Key, LinkHandle> handlesNow() {
        synchronized (handles) {
            return new TreeMap<>(handles);
        }
    }

    private void put(Key key, @Nullable LinkHandle handle) {
        synchronized (handles) {
            if (handle == null) {
                handles.remove(key);
            } else {
                handles.put(key, handle);
            }
        }
    }
}
