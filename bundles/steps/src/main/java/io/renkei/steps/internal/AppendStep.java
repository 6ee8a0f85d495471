package io.renkei.steps.internal;

import io.renkei.api.Batch;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** {@code renkei-journal:append}: makes the batch durable. */
public final class AppendStep extends DefaultProducer {
    public AppendStep(StepEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = Exchanges.batch(exchange);
        CentreHalf half =
                Exchanges.centre(getEndpoint().getCamelContext(), batch.head().link());
        half.journal().append(batch);
        half.context().reporter().captured(batch.end());
    }
}
