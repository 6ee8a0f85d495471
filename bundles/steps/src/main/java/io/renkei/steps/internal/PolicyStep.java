package io.renkei.steps.internal;

import io.renkei.api.Batch;
import io.renkei.api.Half;
import io.renkei.api.LinkContext;
import io.renkei.api.NumberedBatch;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.StepComponents;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code renkei-policy:check}: from here on the batch breaks off at the first item that the policy denies. The question
 * is asked as the frames pass, because a batch may be too large to look at first.
 */
public final class PolicyStep extends DefaultProducer {
    public PolicyStep(StepEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = Exchanges.batch(exchange);
        LinkContext context = context(batch);
        exchange.getMessage()
                .setBody(
                        batch instanceof NumberedBatch numbered
                                ? new CheckedBatch.Numbered(numbered, context)
                                : new CheckedBatch(batch, context));
    }

    /** A batch with a number has left the journal: the site asks about it. Role all has both halves in one context. */
    private LinkContext context(Batch batch) {
        if (batch instanceof NumberedBatch) {
            String name = StepComponents.registryName(batch.head().link(), Half.SITE);
            if (getEndpoint().getCamelContext().getRegistry().lookupByName(name) != null) {
                return Exchanges.site(
                                getEndpoint().getCamelContext(), batch.head().link())
                        .context();
            }
        }
        CentreHalf half =
                Exchanges.centre(getEndpoint().getCamelContext(), batch.head().link());
        return half.context();
    }
}
