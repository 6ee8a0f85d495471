package io.renkei.steps.internal;

import io.renkei.api.ApplyTarget;
import io.renkei.api.NumberedBatch;
import io.renkei.steps.SiteHalf;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** {@code renkei-KIND:apply}: writes the batch and the checkpoint to the target in one transaction. */
public final class ApplyStep extends DefaultProducer {
    public ApplyStep(StepEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) {
        NumberedBatch batch = Exchanges.numbered(exchange);
        SiteHalf half =
                Exchanges.site(getEndpoint().getCamelContext(), batch.head().link());
        ApplyTarget target = half.target();
        target.routes(Exchanges.routesLabel(exchange));
        target.apply(batch);
        half.context().reporter().applied(batch.end(), batch.storedBytes());
    }
}
