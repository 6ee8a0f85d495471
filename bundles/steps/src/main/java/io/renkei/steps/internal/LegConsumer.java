package io.renkei.steps.internal;

import io.renkei.api.LinkId;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Leg;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import java.time.Duration;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** A consumer of a centre half with one thread of its own; starting and stopping it is starting and stopping the loop. */
abstract class LegConsumer extends DefaultConsumer implements LegLoop.Work {
    /** A batch in hand may be large; after this it is broken off and comes again from the journal or the source. */
    private static final Duration DRAIN_MAX = Duration.ofSeconds(20);

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

    final boolean stopping() {
        LegLoop current = loop;
        return current == null || current.stopping();
    }

    /** Ends a wait in {@link #run} early, so that a stop is quick. */
    abstract void wakeUp();

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        LegLoop fresh = new LegLoop(link, leg, half().legs(), this);
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
        if (current == null) {
            return;
        }
        current.stop();
        wakeUp();
        if (!current.awaitEnd(DRAIN_MAX)) {
            recover();
            current.awaitEnd(DRAIN_MAX);
        }
        loop = null;
    }
}
