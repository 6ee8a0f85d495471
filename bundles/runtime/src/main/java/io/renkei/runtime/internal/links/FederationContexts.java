package io.renkei.runtime.internal.links;

import org.apache.camel.CamelContext;

/** Makes the Camel contexts of federations. */
@FunctionalInterface
public interface FederationContexts {
    /**
     * A context that is not started.
     *
     * @param name for example {@code 13-prod}; also its name in JMX
     */
    CamelContext create(String name);
}
