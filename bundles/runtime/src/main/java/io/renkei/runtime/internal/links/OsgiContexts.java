package io.renkei.runtime.internal.links;

import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.osgi.framework.BundleContext;

/** Camel contexts that find their components, languages and converters in bundles. */
public final class OsgiContexts implements FederationContexts {
    /** A route stops after the batch in hand; the steps themselves break off after 20 s. */
    private static final long STOP_MAX_S = 45;

    private final BundleContext bundle;

    public OsgiContexts(BundleContext bundle) {
        this.bundle = bundle;
    }

    @Override
    public CamelContext create(String name) {
        OsgiDefaultCamelContext context = new OsgiDefaultCamelContext(bundle);
        context.getCamelContextExtension().setName(name);
        context.setManagementName(name);
        context.getShutdownStrategy().setTimeout(STOP_MAX_S);
        context.setLoadTypeConverters(false);
        context.setApplicationContextClassLoader(OsgiContexts.class.getClassLoader());
        context.getExecutorServiceManager().setThreadNamePattern("#name#");
        return context;
    }
}
