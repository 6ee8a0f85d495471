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
import java.util.Collection;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Puts the steps into a Camel context. */
public final class StepComponents {
    private StepComponents() {}

    /**
     * Adds the components {@code renkei-journal}, {@code renkei-line}, {@code renkei-policy} and one {@code renkei-KIND}
     * per kind.
     */
    public static void addTo(CamelContext context, Collection<String> kinds) {
        context.addComponent(
                "renkei-journal",
                new StepComponent(Map.of("append", AppendStep::new), Map.of("read", ReadConsumer::new)));
        context.addComponent(
                "renkei-line",
                new StepComponent(Map.of("send", SendStep::new), Map.of("receive", ReceiveConsumer::new)));
        context.addComponent("renkei-policy", new StepComponent(Map.of("check", PolicyStep::new), Map.of()));
        for (String kind : kinds) {
            context.addComponent(
                    "renkei-" + kind,
                    new StepComponent(Map.of("apply", ApplyStep::new), Map.of("capture", CaptureConsumer::new)));
        }
    }

    /** Name under which a context's registry must hold the {@link CentreHalf} or {@link SiteHalf} of a link. */
    public static String registryName(LinkId link, Half half) {
        return link + "/" + half;
    }
}
