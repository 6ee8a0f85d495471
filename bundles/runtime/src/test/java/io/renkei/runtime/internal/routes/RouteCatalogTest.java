package io.renkei.runtime.internal.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class RouteCatalogTest {
    private static final LinkId ANY = LinkId.parse("db-99-test");

    private final List<String> told = new ArrayList<>();
    private final RouteCatalog catalog =
            new RouteCatalog(set -> RouteInstaller.rehearse(new DefaultCamelContext(), set, ANY));

    @Test
    void theHighestVersionServes() {
        catalog.add(set("1.10.0", 1, good()));
        catalog.add(set("1.9.0", 2, good()));
        assertEquals(
                "routes 1.10.0", catalog.best("db", Half.CENTRE).orElseThrow().label());
    }

    @Test
    void aSetThatCanNotBeBuiltIsRefusedAndTheOldOneServes() {
        catalog.onChange((kind, half) -> told.add(kind + " " + half));
        catalog.add(set("1.0.0", 1, good()));
        catalog.add(set("2.0.0", 2, template("renkei-db:nosuchstep")));
        assertEquals(
                "routes 1.0.0", catalog.best("db", Half.CENTRE).orElseThrow().label());
        assertEquals(List.of("db centre"), told);
    }

    @Test
    void onlyAnUninstalledBundleTakesItsSetAway() {
        catalog.add(set("1.0.0", 1, good()));
        catalog.removeBundle(2);
        assertTrue(catalog.best("db", Half.CENTRE).isPresent());
        catalog.removeBundle(1);
        assertTrue(catalog.best("db", Half.CENTRE).isEmpty());
    }

    @Test
    void aFaultNamesBundleAndCause() {
        PermanentLinkException fault = assertThrows(
                PermanentLinkException.class,
                () -> RouteInstaller.rehearse(
                        new DefaultCamelContext(), set("2.0.0", 2, template("renkei-db:nosuchstep")), ANY));
        assertEquals(ErrorCode.ROUTE_FAILED, fault.code());
        assertTrue(fault.detail().contains("routes 2.0.0"), fault.detail());
        assertTrue(fault.detail().contains("no step 'nosuchstep'"), fault.detail());
    }

    @Test
    void aSetWhoseClassesCanNotBeLinkedIsRefusedAndNamed() {
        catalog.add(set("1.0.0", 1, good()));
        catalog.add(set("2.0.0", 2, throwing(new NoClassDefFoundError("com/example/Gone"))));
        assertEquals(
                "routes 1.0.0", catalog.best("db", Half.CENTRE).orElseThrow().label());
        String why = catalog.refused("db", Half.CENTRE);
        assertTrue(why.startsWith("routes 2.0.0: "), why);
        assertTrue(why.contains("com/example/Gone"), why);
        assertEquals("", catalog.refused("db", Half.SITE));
        catalog.add(set("2.0.0", 2, good()));
        assertEquals("", catalog.refused("db", Half.CENTRE));
    }

    @Test
    void aRefusalIsForgottenWithItsBundle() {
        catalog.add(set("2.0.0", 2, template("renkei-db:nosuchstep")));
        assertTrue(catalog.refused("db", Half.CENTRE).contains("nosuchstep"));
        catalog.removeBundle(2);
        assertEquals("", catalog.refused("db", Half.CENTRE));
    }

    @Test
    void aRouteThatIsNoTemplateIsRefused() {
        catalog.add(set("1.0.0", 1, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-db:capture?link={{link}}")
                        .to("renkei-journal:append");
                from("renkei-db:capture?link=" + ANY).routeId("own").to("renkei-journal:append");
            }
        }));
        assertTrue(catalog.best("db", Half.CENTRE).isEmpty());
        assertTrue(catalog.refused("db", Half.CENTRE).contains("'own' is no template"));
    }

    /** As in the container, where a context's name in JMX is given and not free. */
    @Test
    void twoSetsAreRehearsedAtOnce() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        RouteCatalog busy = new RouteCatalog(new Rehearsal(name -> {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getCamelContextExtension().setName(name);
            context.setManagementName(name);
            return context;
        }));
        List<Thread> bundles = new ArrayList<>();
        for (int bundle = 1; bundle <= 2; bundle++) {
            RouteSet set = set(bundle + ".0.0", bundle, meeting(both));
            Thread thread = new Thread(() -> busy.add(set));
            thread.start();
            bundles.add(thread);
        }
        for (Thread thread : bundles) {
            thread.join();
        }
        assertEquals("", busy.refused("db", Half.CENTRE));
        assertEquals("routes 2.0.0", busy.best("db", Half.CENTRE).orElseThrow().label());
    }

    private static RoutesBuilder meeting(CyclicBarrier both) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                both.await(10, TimeUnit.SECONDS);
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-db:capture?link={{link}}")
                        .to("renkei-journal:append");
            }
        };
    }

    private static RoutesBuilder throwing(Error error) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                throw error;
            }
        };
    }

    private static RouteSet set(String version, long bundleId, RoutesBuilder routes) {
        return new RouteSet("db", Half.CENTRE, "routes", new Version(version), bundleId, routes);
    }

    private static RoutesBuilder good() {
        return template("renkei-journal:append");
    }

    private static RoutesBuilder template(String to) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-db:capture?link={{link}}")
                        .to(to);
            }
        };
    }
}
