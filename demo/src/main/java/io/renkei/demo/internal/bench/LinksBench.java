package io.renkei.demo.internal.bench;

import io.renkei.demo.internal.data.Prefecture;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Node;
import io.renkei.demo.internal.run.Pair;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What 94 database links cost: a centre with the production and test links of all 47 federations, a site for each
 * federation, 94 source and 94 target databases on two servers. Start: from the start of the centre's process, with all
 * sites waiting, until every link runs and a row that was committed at each source while the centre was down is visible at
 * its target. Idle: nothing but heartbeats and probes.
 */
public final class LinksBench implements Benchmark {
    private static final double SCALE = 0.01;
    private static final int STARTS = 3;
    private static final int FREEZES = 3;
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration STALE_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Pattern STATE = Pattern.compile("\"state\":\"([a-z]+)\"");
    private static final double NANOS = 1e9;

    /** The federation whose site is looked at: it has two links like every other. */
    private static final String WATCHED = "13";

    private final PrintWriter progress;
    private final Fleet fleet;
    private final Beacons beacons;

    /**
     * @param federations how many of the 47; fewer only to try the bench itself out
     * @param progress where a person may follow
     */
    public LinksBench(int federations, PrintWriter progress) throws IOException {
        this.progress = progress;
        List<String> codes = Prefecture.all().stream()
                .map(Prefecture::code)
                .sorted((a, b) -> Boolean.compare(b.equals(WATCHED), a.equals(WATCHED)))
                .limit(federations)
                .toList();
        this.fleet = new Fleet(Files.createTempDirectory("renkei-bench"), codes, SCALE, progress);
        this.beacons = new Beacons(fleet);
    }

    /** Runs it: about a quarter of an hour with 94 links. */
    @Override
    public BenchReport run() throws Exception {
        fleet.build();
        Node centre = fleet.centre();
        Node site = fleet.site(WATCHED);
        List<Double> starts = new ArrayList<>();
        for (int i = 1; i <= STARTS; i++) {
            starts.add(start(i));
        }
        List<Double> stale = new ArrayList<>();
        Waiting.pause(SETTLE);
        // a JVM that was started just now still compiles: the second stretch has less of it
        List<Double> cpu = List.of(idlePercent(centre, site), idlePercent(centre, site));
        double centreMb = centre.residentMb();
        double siteMb = site.residentMb();
        for (int i = 0; i < FREEZES; i++) {
            stale.add(staleSeconds(site));
        }
        return new BenchReport(
                "links",
                List.of(
                        new Figure("links.start.s", "s", Goal.atMost(60), starts),
                        new Figure("links.centre.rss.mb", "MB", Goal.atMost(600), List.of(centreMb)),
                        new Figure("links.site.rss.mb", "MB", Goal.atMost(350), List.of(siteMb)),
                        new Figure("links.idle.cpu.percent", "%", Goal.atMost(5), cpu),
                        new Figure("links.stale.s", "s", Goal.atMost(10), stale)));
    }

    private double start(int value) throws Exception {
        Node centre = fleet.centre();
        centre.stop();
        beacons.light(value);
        long begin = System.nanoTime();
        centre.startWithoutWaiting();
        List<Pair> dark = fleet.pairs();
        int running = 0;
        while (!dark.isEmpty() || running < fleet.pairs().size()) {
            if (System.nanoTime() - begin > START_MAX.toNanos()) {
                throw new IOException(running + " of " + fleet.pairs().size() + " links run and " + dark.size()
                        + " rows are not visible after " + START_MAX);
            }
            Waiting.pause(LOOK);
            dark = beacons.dark(dark, value);
            if (dark.isEmpty()) {
                running = running(centre);
            }
        }
        double seconds = (System.nanoTime() - begin) / NANOS;
        progress.printf(Locale.ROOT, "start %d: all links run after %.1f s%n", value, seconds);
        return seconds;
    }

    private static int running(Node centre) throws IOException, InterruptedException {
        Matcher states = STATE.matcher(centre.ask("renkei:status --json").text());
        int running = 0;
        while (states.find()) {
            running += states.group(1).equals("running") ? 1 : 0;
        }
        return running;
    }

    /** Both nodes together, in percent of one core. */
    private double idlePercent(Node centre, Node site) throws IOException, InterruptedException {
        NodeProcess first = new NodeProcess(centre.pid());
        NodeProcess second = new NodeProcess(site.pid());
        double centreBefore = first.cpuSeconds();
        double siteBefore = second.cpuSeconds();
        long begin = System.nanoTime();
        Waiting.pause(IDLE);
        double seconds = (System.nanoTime() - begin) / NANOS;
        double centrePercent = 100 * (first.cpuSeconds() - centreBefore) / seconds;
        double sitePercent = 100 * (second.cpuSeconds() - siteBefore) / seconds;
        progress.printf(Locale.ROOT, "idle: centre %.1f %%, site %.1f %% of a core%n", centrePercent, sitePercent);
        return centrePercent + sitePercent;
    }

    /** Freezes the site until the centre shows both of its links as not running; then lets it go on. */
    private double staleSeconds(Node site) throws IOException, InterruptedException {
        NodeProcess process = new NodeProcess(site.pid());
        long begin = System.nanoTime();
        process.freeze();
        try {
            String status;
            do {
                if (System.nanoTime() - begin > STALE_MAX.toNanos()) {
                    throw new IOException("the site is frozen and its links still run after " + STALE_MAX);
                }
                Waiting.pause(LOOK);
                status = fleet.centre()
                        .ask("renkei:status db-" + WATCHED + "-* --json")
                        .text();
            } while (!STATE.matcher(status).find() || status.contains("\"state\":\"running\""));
            double seconds = (System.nanoTime() - begin) / NANOS;
            Matcher shown = STATE.matcher(status);
            progress.printf(
                    Locale.ROOT,
                    "frozen site: shown as %s after %.1f s%n",
                    shown.find() ? shown.group(1) : "?",
                    seconds);
            return seconds;
        } finally {
            process.thaw();
            fleet.centre().awaitReady();
        }
    }

    @Override
    public void close() {
        fleet.close();
        fleet.remove();
    }
}
