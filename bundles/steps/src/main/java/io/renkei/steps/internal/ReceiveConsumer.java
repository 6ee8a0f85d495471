package io.renkei.steps.internal;

import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.steps.Faults;
import io.renkei.steps.SiteHalf;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** {@code renkei-line:receive}: an exchange is complete when its batch is committed at the target; then it is confirmed. */
public final class ReceiveConsumer extends DefaultConsumer {
    private final LinkId link;
    private boolean attached;

    public ReceiveConsumer(StepEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.link = endpoint.link();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        half().attach(this::carry);
        attached = true;
    }

    @Override
    protected void doSuspend() throws Exception {
        detach();
        super.doSuspend();
    }

    @Override
    protected void doStop() throws Exception {
        detach();
        super.doStop();
    }

    private void detach() {
        // a rehearsed route is stopped without ever having been started
        if (attached) {
            attached = false;
            half().stopped();
        }
    }

    private SiteHalf half() {
        return Exchanges.site(getEndpoint().getCamelContext(), link);
    }

    private void carry(NumberedBatch batch) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(batch);
            getProcessor().process(exchange);
            LinkException fault = Exchanges.fault(exchange, link);
            if (fault != null) {
                throw fault;
            }
        } catch (LinkException e) {
            throw e;
        } catch (Exception e) {
            throw Faults.of(e, link);
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
