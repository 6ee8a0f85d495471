package io.renkei.runtime.internal.links;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.TransientLinkException;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.steps.Faults;
import io.renkei.steps.StepComponents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One federation in one environment: one configuration file, one Camel context, its links as routes in it. */
final class Federation {
    private static final Logger LOG = LoggerFactory.getLogger(Federation.class);

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

    /** Held by a link that starts, so never while a link is waited for. */
    private final Object contextLock = new Object();

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
            LinkHandle handle = entry.getValue();
            LinkPlan plan = wanted.get(entry.getKey());
            if (plan == null || !plan.carriesLike(handle.plan())) {
                handle.stop();
                put(entry.getKey(), null);
            } else if (!plan.equals(handle.plan())) {
                handle.show(plan);
            }
        }
        if (wanted.isEmpty()) {
            stopContext();
            return;
        }
        List<LinkHandle> fresh = new ArrayList<>();
        wanted.forEach((key, plan) -> {
            if (!handlesNow().containsKey(key)) {
                LinkHandle handle = new LinkHandle(plan, services, catalog, pauses, () -> context(plan));
                put(key, handle);
                fresh.add(handle);
            }
        });
        fresh.forEach(LinkHandle::start);
    }

    /** The context, started; a link that starts makes it, so that one that can't be started shows in its links. */
    private CamelContext context(LinkPlan plan) {
        synchronized (contextLock) {
            Throwable thrown = Faults.thrownBy(() -> open(plan.kind().name()));
            CamelContext open = camel;
            if (thrown != null || open == null) {
                throw new TransientLinkException(
                        plan.link(),
                        ErrorCode.ROUTE_FAILED,
                        "the Camel context " + name + " can't start: " + thrown,
                        thrown);
            }
            return open;
        }
    }

    private void open(String kind) {
        CamelContext open = camel;
        if (open == null) {
            open = contexts.create(name);
            // the legs decide on retry (ADR 4); Camel's own handler would log every fault a second time
            open.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            Throwable thrown = Faults.thrownBy(open::start);
            if (thrown != null) {
                stop(open);
                throw new IllegalStateException(thrown);
            }
            camel = open;
        }
        StepComponents.addTo(open, kind);
    }

    private void stopContext() {
        synchronized (contextLock) {
            if (camel != null) {
                stop(camel);
                camel = null;
            }
        }
    }

    private void stop(CamelContext context) {
        Throwable thrown = Faults.thrownBy(context::stop);
        if (thrown != null) {
            LOG.warn("the Camel context {} did not stop cleanly", name, thrown);
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
