package io.renkei.steps.internal;

import io.renkei.api.NumberedBatch;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** {@code renkei-line:send}: sends the batch and completes when the target has confirmed it. */
public final class SendStep extends DefaultAsyncProducer {
    public SendStep(StepEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<Void> confirmed;
        try (NumberedBatch batch = Exchanges.numbered(exchange)) {
            CentreHalf half = Exchanges.centre(
                    getEndpoint().getCamelContext(), batch.head().link());
            confirmed = half.session().send(new ResolvedBatch(batch, half));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        confirmed.whenComplete((nothing, fault) -> {
            if (fault != null) {
                exchange.setException(
                        fault instanceof CompletionException e && e.getCause() != null ? e.getCause() : fault);
            }
            callback.done(false);
        });
        return false;
    }
}
