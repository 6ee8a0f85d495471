package io.renkei.runtime.internal.routes;

import io.renkei.api.Half;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds route sets: services of type RoutesBuilder with the properties {@code renkei.kind} and {@code renkei.role}. Only
 * an uninstalled bundle takes its set away; what a stopped or half-updated one offered goes on serving.
 */
public final class RouteBundleTracker extends ServiceTracker<RoutesBuilder, RoutesBuilder>
        implements SynchronousBundleListener {
    static final String KIND = "renkei.kind";
    static final String ROLE = "renkei.role";

    private static final Logger LOG = LoggerFactory.getLogger(RouteBundleTracker.class);

    private final RouteCatalog catalog;

    public RouteBundleTracker(BundleContext context, RouteCatalog catalog) {
        super(context, RoutesBuilder.class, null);
        this.catalog = catalog;
    }

    /** Begins to look; called by Blueprint. */
    public void init() {
        context.addBundleListener(this);
        open();
    }

    /** Called by Blueprint. */
    public void destroy() {
        close();
        context.removeBundleListener(this);
    }

    @Override
    public RoutesBuilder addingService(ServiceReference<RoutesBuilder> reference) {
        RoutesBuilder routes = super.addingService(reference);
        Bundle bundle = reference.getBundle();
        Object kind = reference.getProperty(KIND);
        Object role = reference.getProperty(ROLE);
        if (kind == null || role == null) {
            return routes;
        }
        try {
            catalog.add(new RouteSet(
                    kind.toString(),
                    Half.parse(role.toString()),
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    bundle.getBundleId(),
                    routes));
        } catch (IllegalArgumentException e) {
            LOG.error("{} offers routes with {}={}: {}", bundle, ROLE, role, e.getMessage());
        }
        return routes;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            catalog.removeBundle(event.getBundle().getBundleId());
        }
    }
}
