package io.renkei.steps;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.steps.internal.AppendStep;
import io.renkei.steps.internal.ApplyStep;
import io.renkei.steps.internal.CaptureConsumer;
import io.renkei.steps.internal.PolicyStep;
import io.renkei.steps.internal.ReadConsumer;
import io.renkei.steps.internal.ReceiveConsumer;
import io.renkei.steps.internal.SendStep;
import io.renkei.steps.internal.StepComponent;
import io.renkei.steps.internal.StepComponent.ConsumerStep;
import io.renkei.steps.internal.StepComponent.ProducerStep;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Puts the steps into a Camel context. */
public final class StepComponents {
    /** Property of every route the runtime makes: name and version of the set of routes it comes from. */
    public static final String ROUTES = "renkei.routes";

    private StepComponents() {}

    /**
     * Adds the components {@code renkei-journal}, {@code renkei-line}, {@code renkei-policy} and {@code renkei-KIND}, those
     * that are not there yet.
     */
    public static void addTo(CamelContext context, String kind) {
        add(context, "journal", Map.of("append", AppendStep::new), Map.of("read", ReadConsumer::new));
        add(context, "line", Map.of("send", SendStep::new), Map.of("receive", ReceiveConsumer::new));
        add(context, "policy", Map.of("check", PolicyStep::new), Map.of());
        add(context, kind, Map.of("apply", ApplyStep::new), Map.of("capture", CaptureConsumer::new));
    }

    private static void add(
            CamelContext context,
            String name,
            Map<String, ProducerStep> producers,
            Map<String, ConsumerStep> consumers) {
        String scheme = "renkei-" + name;
        if (context.hasComponent(scheme) == null) {
            context.addComponent(scheme, new StepComponent(producers, consumers));
        }
    }

    /** Name under which a context's registry must hold the {@link CentreHalf} or {@link SiteHalf} of a link. */
    public static String registryName(LinkId link, Half half) {
        return link + "/" + half;
    }
}
