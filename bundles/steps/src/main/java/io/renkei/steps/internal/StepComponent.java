package io.renkei.steps.internal;

import io.renkei.api.LinkId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** One scheme of steps: {@code scheme:action?link=db-13-prod}. */
public final class StepComponent extends DefaultComponent {
    /** Makes the producer of a step. */
    @FunctionalInterface
    public interface ProducerStep {
        Producer create(StepEndpoint endpoint);
    }

    /** Makes the consumer of a step. */
    @FunctionalInterface
    public interface ConsumerStep {
        Consumer create(StepEndpoint endpoint, Processor processor);
    }

    private final Map<String, ProducerStep> producers;
    private final Map<String, ConsumerStep> consumers;

    public StepComponent(Map<String, ProducerStep> producers, Map<String, ConsumerStep> consumers) {
        this.producers = Map.copyOf(producers);
        this.consumers = Map.copyOf(consumers);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!producers.containsKey(remaining) && !consumers.containsKey(remaining)) {
            Set<String> known = new TreeSet<>(producers.keySet());
            known.addAll(consumers.keySet());
            throw new IllegalArgumentException("no step '" + remaining + "' in " + uri + "; there are " + known);
        }
        Object link = parameters.remove("link");
        return new StepEndpoint(uri, this, remaining, link == null ? null : LinkId.parse(link.toString()));
    }

    /** A step in a route. */
    public static final class StepEndpoint extends DefaultEndpoint {
        private final StepComponent steps;
        private final String action;
        private final @Nullable LinkId link;

        StepEndpoint(String uri, StepComponent steps, String action, @Nullable LinkId link) {
            super(uri, steps);
            this.steps = steps;
            this.action = action;
            this.link = link;
        }

        /**
         * The link a consumer reads.
         *
         * @throws IllegalArgumentException if the URI names none
         */
        public LinkId link() {
            if (link == null) {
                throw new IllegalArgumentException(getEndpointUri() + " needs ?link={{link}}");
            }
            return link;
        }

        @Override
        public Producer createProducer() {
            ProducerStep step = steps.producers.get(action);
            if (step == null) {
                throw new IllegalArgumentException(getEndpointUri() + " can only begin a route");
            }
            return step.create(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            ConsumerStep step = steps.consumers.get(action);
            if (step == null) {
                throw new IllegalArgumentException(getEndpointUri() + " can't begin a route");
            }
            return step.create(this, processor);
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }
}
