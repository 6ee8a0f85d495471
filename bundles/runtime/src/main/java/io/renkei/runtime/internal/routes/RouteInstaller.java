package io.renkei.runtime.internal.routes;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.steps.StepComponents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.PropertyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a link's routes from a route set, in the Camel context of its federation and environment. */
public final class RouteInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(RouteInstaller.class);

    private static final long STOP_MAX_S = 5;

    private RouteInstaller() {}

    /**
     * Adds one route per template, named link id + template id, and starts them if the context runs.
     *
     * @return ids of the routes
     * @throws PermanentLinkException {@link ErrorCode#ROUTE_FAILED}; no route of the link is left then
     */
    public static List<String> install(CamelContext context, RouteSet set, LinkId link) {
        List<String> routes = new ArrayList<>();
        // templates live in the context only while they are instantiated: another version may use the same names
        synchronized (context) {
            try {
                List<RouteTemplateDefinition> templates = addTemplates(context, set);
                for (RouteTemplateDefinition template : templates) {
                    String route = link + "-" + template.getId();
                    routes.add(route);
                    TemplatedRouteBuilder.builder(context, template.getId())
                            .routeId(route)
                            .parameter("link", link.toString())
                            .add();
                }
                model(context).removeRouteTemplateDefinitions(templates);
                return List.copyOf(routes);
            } catch (Exception | LinkageError e) {
                forgetTemplates(context);
                remove(context, link, routes);
                throw new PermanentLinkException(link, ErrorCode.ROUTE_FAILED, set.label() + ": " + rootMessage(e), e);
            }
        }
    }

    private static List<RouteTemplateDefinition> addTemplates(CamelContext context, RouteSet set) throws Exception {
        // a RouteBuilder is one for all links, and keeps the context it works for in a field
        synchronized (set.templates()) {
            addTemplatesOnly(context, set);
            List<RouteTemplateDefinition> templates = List.copyOf(model(context).getRouteTemplateDefinitions());
            if (templates.isEmpty()) {
                throw new IllegalArgumentException("the route bundle holds no route template");
            }
            templates.forEach(template -> label(template.getRoute(), set));
            return templates;
        }
    }

    /** Says where it is from, once: a RouteBuilder offers the same definition to every link. */
    private static void label(RouteDefinition route, RouteSet set) {
        List<PropertyDefinition> said = route.getRouteProperties();
        if (said == null
                || said.stream().noneMatch(property -> property.getKey().equals(StepComponents.ROUTES))) {
            route.routeProperty(StepComponents.ROUTES, set.label());
        }
    }

    /** A route of the bundle's own would run once for the whole context, in nobody's care. */
    private static void addTemplatesOnly(CamelContext context, RouteSet set) throws Exception {
        List<RouteDefinition> before = List.copyOf(model(context).getRouteDefinitions());
        context.addRoutes(set.templates());
        List<RouteDefinition> own = new ArrayList<>(model(context).getRouteDefinitions());
        own.removeAll(before);
        if (!own.isEmpty()) {
            model(context).removeRouteDefinitions(own);
            throw new IllegalArgumentException("the route '" + own.get(0).getRouteId()
                    + "' is no template; a route bundle holds route templates only");
        }
    }

    /**
     * Stops and removes routes whose work has ended; what hangs in one is not waited for.
     *
     * @throws PermanentLinkException {@link ErrorCode#ROUTE_FAILED} if Camel keeps one
     */
    public static void remove(CamelContext context, LinkId link, List<String> routes) {
        for (String route : routes) {
            try {
                if (context.getRoute(route) != null) {
                    context.getRouteController().stopRoute(route, STOP_MAX_S, TimeUnit.SECONDS, false);
                    context.removeRoute(route);
                }
            } catch (Exception e) {
                throw new PermanentLinkException(
                        link, ErrorCode.ROUTE_FAILED, "the route " + route + " could not be removed", e);
            }
        }
    }

    /**
     * Builds the routes of a set for a link in a context of its own that is never started, so that a faulty set is found
     * before any link is touched.
     *
     * @throws PermanentLinkException {@link ErrorCode#ROUTE_FAILED}
     */
    public static void rehearse(CamelContext empty, RouteSet set, LinkId link) {
        try {
            empty.setAutoStartup(false);
            // several may be rehearsed at once, and JMX knows one context of a name
            empty.disableJMX();
            StepComponents.addTo(empty, set.kind());
            empty.start();
            install(empty, set, link);
        } finally {
            empty.stop();
        }
    }

    private static void forgetTemplates(CamelContext context) {
        try {
            model(context).removeRouteTemplateDefinitions("*");
        } catch (Exception e) {
            // the fault that led here is the one to report; a template left over is replaced by the next of its name
            LOG.debug("templates of {} stay", context.getName(), e);
        }
    }

    static Model model(CamelContext context) {
        return Objects.requireNonNull(context.getCamelContextExtension().getContextPlugin(Model.class), "Camel model");
    }

    private static String rootMessage(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return fault == root ? String.valueOf(fault.getMessage()) : fault.getMessage() + ": " + root.getMessage();
    }
}
