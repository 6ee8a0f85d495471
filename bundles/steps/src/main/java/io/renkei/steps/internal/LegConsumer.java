package io.renkei.steps.internal;

import io.renkei.api.LinkId;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Leg;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** A consumer of a centre half with one thread of its own; starting and stopping it is starting and stopping the loop. */
abstract class LegConsumer extends DefaultConsumer implements LegLoop.Work {
    private final Leg leg;
    private final LinkId link;
    private @Nullable LegLoop loop;

    LegConsumer(StepEndpoint endpoint, Processor processor, Leg leg) {
        super(endpoint, processor);
        this.leg = leg;
        this.link = endpoint.link();
    }

    final LinkId link() {
        return link;
    }

    final CentreHalf half() {
        return Exchanges.centre(getEndpoint().getCamelContext(), link);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        LegLoop fresh = new LegLoop(link, leg, half().legs(), this);
        half().begin(fresh);
        loop = fresh;
        getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newThread(link + " " + leg, fresh)
                .start();
    }

    @Override
    protected void doSuspend() throws Exception {
        endLoop();
        super.doSuspend();
    }

    @Override
    protected void doStop() throws Exception {
        endLoop();
        super.doStop();
    }

    private void endLoop() {
        LegLoop current = loop;
        loop = null;
        if (current != null) {
            half().end(current);
        }
    }
}
