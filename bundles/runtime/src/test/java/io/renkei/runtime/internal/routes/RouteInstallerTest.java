package io.renkei.runtime.internal.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class RouteInstallerTest {
    private static final int ROUNDS = 100;
    private static final List<LinkId> LINKS = List.of(LinkId.parse("db-13-prod"), LinkId.parse("db-13-test"));

    /** A bundle offers one builder, and its links, each with a context of its own, move to it at the same moment. */
    @Test
    void oneBuilderServesTheContextsOfSeveralLinksAtOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(LINKS.size());
        ExecutorService threads = Executors.newFixedThreadPool(LINKS.size());
        try {
            for (int round = 0; round < ROUNDS; round++) {
                RouteSet set = new RouteSet("db", Half.CENTRE, "java", new Version("1.0." + round), 1, builder());
                List<Future<?>> installs = new ArrayList<>();
                for (LinkId link : LINKS) {
                    installs.add(threads.submit(() -> install(set, link, together)));
                }
                for (Future<?> install : installs) {
                    install.get(30, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void install(RouteSet set, LinkId link, CyclicBarrier together) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            together.await(30, TimeUnit.SECONDS);
            assertEquals(List.of(link + "-capture"), RouteInstaller.install(context, set, link));
            assertNotNull(RouteInstaller.model(context).getRouteDefinition(link + "-capture"));
        }
        return null;
    }

    private static RouteBuilder builder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("direct:{{link}}")
                        .to("log:carried");
            }
        };
    }
}
