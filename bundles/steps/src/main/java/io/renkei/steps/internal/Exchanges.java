package io.renkei.steps.internal;

import io.renkei.api.Batch;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Faults;
import io.renkei.steps.SiteHalf;
import io.renkei.steps.StepComponents;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** One exchange carries one batch: where steps find it, its half, and what went wrong with it. */
final class Exchanges {
    private Exchanges() {}

    static Batch batch(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Batch batch) {
            return batch;
        }
        throw new IllegalArgumentException("the step needs a batch as body of the message");
    }

    static CentreHalf centre(CamelContext context, LinkId link) {
        return half(context, link, Half.CENTRE, CentreHalf.class);
    }

    static SiteHalf site(CamelContext context, LinkId link) {
        return half(context, link, Half.SITE, SiteHalf.class);
    }

    private static <T> T half(CamelContext context, LinkId link, Half half, Class<T> type) {
        T found = context.getRegistry().lookupByNameAndType(StepComponents.registryName(link, half), type);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no " + half + " half of " + link + " in the context " + context.getName());
        }
        return found;
    }

    /** What the exchange failed with, as a fault of the link; null if it did not. */
    static @Nullable LinkException fault(Exchange exchange, LinkId link) {
        Exception cause = exchange.getException();
        return cause == null ? null : Faults.of(cause, link);
    }

    /** Name and version of the set of routes the exchange travels, as the runtime noted it on the route. */
    static String routesLabel(Exchange exchange) {
        String id = exchange.getFromRouteId();
        Route route = id == null ? null : exchange.getContext().getRoute(id);
        return route == null ? "" : String.valueOf(route.getProperties().getOrDefault(StepComponents.ROUTES, ""));
    }

    static NumberedBatch numbered(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof NumberedBatch batch) {
            return batch;
        }
        throw new IllegalArgumentException("the step needs a batch from the journal or the line");
    }
}
