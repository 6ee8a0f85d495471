package io.renkei.runtime.toy;

import io.renkei.api.Actor;
import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import io.renkei.api.StartGuard;
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
import io.renkei.steps.DrainLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.osgi.framework.Version;

/** A node of role all with toy links: everything that a real node has, but the container. */
public final class ToyNode implements AutoCloseable {
    public static final LinkId LINK = LinkId.parse("toy-13-prod");
    public static final Actor ACTOR = new Actor("test", "test", "");
    public static final LinkId OTHER = LinkId.parse("toy-31-prod");

    /** Short, so that a test of what hangs is short. */
    public static final DrainLimits LIMITS = new DrainLimits(Duration.ofMillis(1_500), Duration.ofMillis(300));

    public static final Duration WAIT = Duration.ofSeconds(30);

    public final ToyKind kind = new ToyKind();
    public final List<StartGuard> guards = new CopyOnWriteArrayList<>();

    /** Version of the routes that applied each item, in order. */
    public final ConcurrentLinkedQueue<String> stamps = new ConcurrentLinkedQueue<>();

    /** Whether the policy denies everything. */
    public volatile boolean denied;

    private final Path home;
    private final Random random = new Random(13);
    private FileJournals journals;
    private NodeLine line;
    private RouteCatalog catalog;
    private LinkManager links;
    private NodeServices services;
    private Pauses pauses;
    private FederationContexts contexts;

    /** Contexts by name, for those who reach past the runtime. */
    public final Map<String, CamelContext> opened = new ConcurrentHashMap<>();

    /** What happens when a context of this name is made. */
    public final Map<String, Runnable> contextMishaps = new ConcurrentHashMap<>();

    public ToyNode(Path home) throws IOException {
        this.home = home;
        for (LinkId link : List.of(LINK, OTHER)) {
            makeFolders(link);
        }
        start();
    }

    /** What a link's source and target are. */
    public void makeFolders(LinkId link) throws IOException {
        Files.createDirectories(source(link));
        Files.createDirectories(target(link));
    }

    /** Starts the node again in the same home, with routes of version 1.0.0. */
    public void start() {
        journals = new FileJournals(home.resolve("journal"), new NoSecrets());
        line = new NodeLine(home, home.resolve("data"));
        contexts = name -> {
            contextMishaps.getOrDefault(name, () -> {}).run();
            DefaultCamelContext context = new DefaultCamelContext();
            context.getCamelContextExtension().setName(name);
            opened.put(name, context);
            return context;
        };
        catalog = new RouteCatalog(new Rehearsal(contexts));
        offerRoutes("1.0.0");
        services = new NodeServices(journals, line, new Lists(), new NoSecrets(), guards, LIMITS);
        pauses = new Pauses(pausesFolder());
        links = new LinkManager(services, catalog, pauses, contexts);
        links.start();
    }

    /** Begins to carry a link, both halves. */
    public void follow(LinkId link) {
        follow(link, LinkStatus.LATE_DEFAULT);
    }

    /** As {@link #follow(LinkId)}, with another threshold of late. */
    public void follow(LinkId link, Duration late) {
        links.follow(name(link), List.of(plan(link, Half.CENTRE, late), plan(link, Half.SITE, late)));
    }

    /** As {@link #follow(LinkId)}, with another text in a setting that only a restart takes up. */
    public void follow(LinkId link, String note) {
        Duration late = LinkStatus.LATE_DEFAULT;
        links.follow(name(link), List.of(plan(link, Half.CENTRE, late, note), plan(link, Half.SITE, late, note)));
    }

    /** Ends a link. */
    public void forget(LinkId link) {
        links.follow(name(link), List.of());
    }

    private static String name(LinkId link) {
        return link.federation() + "-" + link.environment();
    }

    @Override
    public void close() {
        links.close();
        line.close();
        journals.close();
    }

    public LinkPlan plan(LinkId link, Half half, Duration late) {
        return plan(link, half, late, "");
    }

    private LinkPlan plan(LinkId link, Half half, Duration late, String note) {
        Settings settings = new Settings(Map.of(
                "toy.note",
                note,
                "toy.source",
                source(link).toString(),
                "toy.target",
                target(link).toString()));
        return new LinkPlan(link, half, kind, settings, JournalSettings.defaults(), late, "test.cfg");
    }

    public FileJournals journals() {
        return journals;
    }

    public LinkManager links() {
        return links;
    }

    public NodeServices services() {
        return services;
    }

    public Pauses pauses() {
        return pauses;
    }

    public Path pausesFolder() {
        return home.resolve("pauses");
    }

    public Path journalFolder() {
        return home.resolve("journal");
    }

    public FederationContexts contexts() {
        return contexts;
    }

    public RouteCatalog catalog() {
        return catalog;
    }

    public Path source(LinkId link) {
        return home.resolve("source-" + link);
    }

    public Path target(LinkId link) {
        return home.resolve("target-" + link);
    }

    /** A route bundle in a version, whose site half stamps what it applies. */
    public void offerRoutes(String version) {
        offerCentre(version);
        offerSite(version, exchange -> stamps.add(version));
    }

    private void offerCentre(String version) {
        offer(Half.CENTRE, version, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("capture")
                        .templateParameter("link")
                        .from("renkei-toy:capture?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-journal:append");
                routeTemplate("send")
                        .templateParameter("link")
                        .from("renkei-journal:read?link={{link}}")
                        .to("renkei-line:send");
            }
        });
    }

    /** The site half of a route bundle with a step of its own behind apply. */
    public void offerSite(String version, Processor step) {
        offer(Half.SITE, version, new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("apply")
                        .templateParameter("link")
                        .from("renkei-line:receive?link={{link}}")
                        .to("renkei-policy:check")
                        .to("renkei-toy:apply")
                        .process(step);
            }
        });
    }

    public void offer(Half half, String version, RoutesBuilder templates) {
        catalog.add(new RouteSet("toy", half, "toy", new Version(version), bundle(version), templates));
    }

    /** The route bundle of this version is uninstalled. */
    public void uninstallRoutes(String version) {
        catalog.removeBundle(bundle(version));
    }

    private static long bundle(String version) {
        return version.hashCode();
    }

    /** A new file at the source. */
    public byte[] put(LinkId link, int number, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Path draft = source(link).resolve("draft");
        Files.write(draft, content);
        Files.move(draft, source(link).resolve(Integer.toString(number)));
        return content;
    }

    public LinkStatus status(LinkId link, Half half) {
        return links.statuses().stream()
                .filter(status -> status.link().equals(link) && status.half() == half)
                .findFirst()
                .orElseThrow();
    }

    /** State of the centre's half. */
    public LinkState state(LinkId link) {
        return status(link, Half.CENTRE).state();
    }

    public void awaitState(LinkId link, String name) throws InterruptedException {
        await(() -> knows(link) && state(link).name().equals(name));
    }

    public boolean knows(LinkId link) {
        return links.statuses().stream()
                        .filter(status -> status.link().equals(link))
                        .count()
                == 2;
    }

    public static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + WAIT);
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    private final class Lists implements Policy {
        @Override
        public PolicyDecision check(LinkId link, String item, List<String> parts) {
            return denied ? new PolicyDecision(false, "T1", "not today") : new PolicyDecision(true, "T0", "listed");
        }

        @Override
        public List<AllowedItem> allowed(LinkId link) {
            return List.of(new AllowedItem("toy", List.of("*")));
        }
    }

    private static final class NoSecrets implements Secrets {
        @Override
        public String resolve(String reference) {
            throw new IllegalArgumentException(reference);
        }

        @Override
        public boolean exists(String reference) {
            return false;
        }
    }
}
