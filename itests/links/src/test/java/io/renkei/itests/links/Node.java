package io.renkei.itests.links;

import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Secrets;
import io.renkei.api.SettingKey;
import io.renkei.api.Settings;
import io.renkei.db.DatabaseKind;
import io.renkei.journal.internal.FileJournals;
import io.renkei.line.internal.NodeLine;
import io.renkei.runtime.internal.links.FederationContexts;
import io.renkei.runtime.internal.links.LinkManager;
import io.renkei.runtime.internal.links.LinkPlan;
import io.renkei.runtime.internal.links.NodeServices;
import io.renkei.runtime.internal.links.Pauses;
import io.renkei.runtime.internal.routes.Rehearsal;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.runtime.internal.routes.RouteSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.osgi.framework.Version;

/** A node without a container, with role all unless a test gives it one half: the real journal, line, runtime and database links. */
final class Node implements AutoCloseable {
    static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final Duration WAIT = Duration.ofSeconds(60);

    private final FileJournals journals;
    private final NodeLine line;
    private final DatabaseKind kind = new DatabaseKind();
    private final RouteCatalog catalog;
    private final Set<Half> halves;
    final LinkManager links;

    /**
     * @param given settings other than defaults
     * @param tables allowed tables, all columns
     */
    Node(Path home, Map<String, String> given, List<String> tables) {
        this(home, new NodeLine(home, home.resolve("data")), EnumSet.allOf(Half.class), given, tables);
    }

    /** A node that has these halves and reaches the other by this line, which it closes. */
    Node(Path home, NodeLine line, Set<Half> halves, Map<String, String> given, List<String> tables) {
        journals = new FileJournals(home.resolve("journal"), new NoSecrets());
        this.line = line;
        this.halves = halves;
        FederationContexts contexts = name -> {
            DefaultCamelContext context = new DefaultCamelContext();
            context.getCamelContextExtension().setName(name);
            return context;
        };
        catalog = new RouteCatalog(new Rehearsal(contexts));
        offerRoutes("1.0.0");
        NodeServices services = new NodeServices(journals, line, new Lists(tables), new NoSecrets(), List.of());
        links = new LinkManager(services, catalog, new Pauses(home.resolve("pauses")), contexts);
        links.start();
        links.follow("13-prod", halves.stream().map(half -> plan(half, given)).toList());
    }

    private LinkPlan plan(Half half, Map<String, String> given) {
        Map<String, String> values = new HashMap<>();
        for (SettingKey key : kind.keys()) {
            values.put(key.name(), given.getOrDefault(key.name(), key.defaultValue()));
        }
        return new LinkPlan(
                LINK,
                half,
                (LinkKind) kind,
                new Settings(values),
                JournalSettings.defaults(),
                LinkStatus.LATE_DEFAULT,
                "test.cfg");
    }

    /** Installs the next version of the routes. */
    void offerRoutes(String version) {
        catalog.add(new RouteSet("db", Half.CENTRE, "db", new Version(version), 1, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-db:capture?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-journal:append");
                routeTemplate("send")
                        .templateParameter("link")
                        .from("renkei-journal:read?link={{link}}")
                        .to("renkei-line:send");
            }
        }));
        catalog.add(new RouteSet("db", Half.SITE, "db", new Version(version), 1, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("apply")
                        .templateParameter("link")
                        .from("renkei-line:receive?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-db:apply");
            }
        }));
    }

    void awaitRunning() throws InterruptedException {
        await(() -> {
            List<LinkStatus> all = links.statuses();
            for (LinkStatus status : all) {
                if (status.state() instanceof LinkState.Failed failed) {
                    throw new AssertionError(failed.code() + ": " + failed.detail());
                }
            }
            return all.size() == halves.size() && all.stream().allMatch(s -> s.state() instanceof LinkState.Running);
        });
    }

    LinkStatus status(Half half) {
        return links.statuses().stream()
                .filter(status -> status.half() == half)
                .findFirst()
                .orElseThrow();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT);
            }
            never.await(10, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws Exception {
        links.close();
        line.close();
        journals.close();
        kind.close();
    }

    private record Lists(List<String> tables) implements Policy {
        @Override
        public PolicyDecision check(LinkId link, String item, List<String> parts) {
            return tables.contains(item)
                    ? new PolicyDecision(true, "P00", "listed")
                    : new PolicyDecision(false, "P01", "not on the list");
        }

        @Override
        public List<AllowedItem> allowed(LinkId link) {
            List<AllowedItem> items = new ArrayList<>();
            tables.forEach(table -> items.add(new AllowedItem(table, List.of("*"))));
            return items;
        }
    }

    private static final class NoSecrets implements Secrets {
        @Override
        public String resolve(String reference) {
            throw new IllegalArgumentException("no secret " + reference);
        }

        @Override
        public boolean exists(String reference) {
            return false;
        }
    }
}
