package io.renkei.runtime.internal.routes;

import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.RouteTemplatesDefinition;
import org.apache.camel.xml.in.ModelParser;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** What {@code <renkei:routes>} in a Blueprint file becomes: Camel XML text, offered as route templates. */
public final class XmlRoutes implements RoutesBuilder {
    /** Namespace of Camel's elements inside {@code <renkei:routes>}. */
    public static final String CAMEL_NAMESPACE = "http://camel.apache.org/schema/blueprint";

    private final BundleContext bundle;
    private final String kind;
    private final String role;
    private final String xml;
    private @Nullable ServiceRegistration<RoutesBuilder> registration;

    public XmlRoutes(BundleContext bundle, String kind, String role, String xml) {
        this.bundle = bundle;
        this.kind = kind;
        this.role = role;
        this.xml = xml;
    }

    /** Offers the templates; called by Blueprint. */
    public void init() {
        registration = bundle.registerService(
                RoutesBuilder.class,
                this,
                FrameworkUtil.asDictionary(Map.of(RouteBundleTracker.KIND, kind, RouteBundleTracker.ROLE, role)));
    }

    /** Called by Blueprint. */
    public void destroy() {
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        RouteTemplatesDefinition templates = new ModelParser(new StringReader(xml), CAMEL_NAMESPACE)
                .parseRouteTemplatesDefinition()
                .orElseThrow(() -> new IllegalArgumentException(
                        "<renkei:routes> needs one <routeTemplates xmlns=\"" + CAMEL_NAMESPACE + "\">"));
        RouteInstaller.model(context).addRouteTemplateDefinitions(templates.getRouteTemplates());
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        addRoutesToCamelContext(context);
        return Set.of();
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // templates only: the runtime makes the routes, one set per link
    }
}
