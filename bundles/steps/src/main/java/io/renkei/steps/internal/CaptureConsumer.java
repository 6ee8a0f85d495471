package io.renkei.steps.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.LinkException;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Faults;
import io.renkei.steps.Leg;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** {@code renkei-KIND:capture}: an exchange is complete when its batch is durable; then the source may forget it. */
public final class CaptureConsumer extends LegConsumer {
    public CaptureConsumer(StepEndpoint endpoint, Processor processor) {
        super(endpoint, processor, Leg.CAPTURE);
    }

    @Override
    public void run(LegLoop loop) {
        CentreHalf half = half();
        CaptureSource source = half.source();
        loop.established();
        while (!loop.stopping()) {
            Batch batch = source.next(loop.patience());
            if (batch == null) {
                loop.caughtUp();
                continue;
            }
            if (batch.head().type() == BatchType.BASE) {
                loop.loading();
            }
            carry(batch);
            source.release(half.journal().end());
            loop.carried();
        }
    }

    private void carry(Batch batch) {
        Exchange exchange = createExchange(false);
        try (batch) {
            exchange.getMessage().setBody(batch);
            getProcessor().process(exchange);
            LinkException fault = Exchanges.fault(exchange, link());
            if (fault != null) {
                throw fault;
            }
        } catch (LinkException e) {
            throw e;
        } catch (Exception e) {
            throw Faults.of(e, link());
        } finally {
            releaseExchange(exchange, false);
        }
    }

    @Override
    public void recover() {
        half().dropSource();
    }

    @Override
    public void wakeUp() {
        half().wakeSource();
    }
}
