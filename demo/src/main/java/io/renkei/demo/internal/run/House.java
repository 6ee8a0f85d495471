package io.renkei.demo.internal.run;

import io.renkei.demo.internal.data.Catalogue;
import io.renkei.demo.internal.data.DatabaseHost;
import io.renkei.demo.internal.data.Prefecture;
import io.renkei.demo.internal.data.SampleData;
import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.load.ClaimsGenerator;
import io.renkei.demo.internal.load.LoadSettings;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.probe.SqlCompare;
import io.renkei.demo.internal.server.EmbeddedServer;
import io.renkei.demo.internal.server.Folders;
import io.renkei.demo.internal.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything the demo runs on: two database servers, a centre, and a site for each of two federations. */
final class House implements AutoCloseable {
    private static final List<String> FEDERATIONS = List.of("13", "31");
    private static final long SEED = 20261126;
    private static final int ROWS_PER_SECOND = 150;
    private static final double SCALE = 0.2;
    private static final Duration LINK_MAX = Duration.ofSeconds(60);

    private final PrintWriter progress;
    private final boolean keep;
    private final Path home;
    private final Path launcher = Path.of(System.getProperty("renkei.launcher", "renkei"));
    private final List<Pair> pairs = new ArrayList<>();
    private final List<ClaimsGenerator> generators = new ArrayList<>();
    private final Map<String, Node> sites = new TreeMap<>();
    private final Node centre;
    private @Nullable DatabaseHost centreHost;
    private @Nullable DatabaseHost federationHost;

    House(Options options, PrintWriter progress) throws IOException {
        this.progress = progress;
        this.keep = options.keep() || options.home() != null;
        this.home = options.home() == null ? Files.createTempDirectory("renkei-demo") : options.home();
        this.centre = new Node(launcher, home.resolve("centre"), progress);
        for (String federation : FEDERATIONS) {
            sites.put(federation, new Node(launcher, home.resolve("site-" + federation), progress));
            pairs.add(new Pair(federation, "prod"));
            pairs.add(new Pair(federation, "test"));
        }
    }

    Node centre() {
        return centre;
    }

    private DatabaseHost source() {
        return started(centreHost);
    }

    private DatabaseHost target() {
        return started(federationHost);
    }

    private static DatabaseHost started(@Nullable DatabaseHost host) {
        if (host == null) {
            throw new IllegalStateException("the databases are not there yet");
        }
        return host;
    }

    void build() throws Exception {
        progress.println("starting two database servers below " + home);
        int links = pairs.size();
        centreHost =
                DatabaseHost.centre(EmbeddedServer.start(new ServerSettings(home.resolve("pg-centre"), links, true)));
        federationHost = DatabaseHost.federation(
                EmbeddedServer.start(new ServerSettings(home.resolve("pg-federation"), links, true)));
        for (Pair pair : pairs) {
            source().createPayment(pair.payment());
            target().createCopy(pair.copy());
            try (Connection connection = source().connect(pair.payment())) {
                new SampleData(catalogue(pair), SEED).writeTo(connection);
            }
        }
        progress.println("starting the centre and " + sites.size() + " sites");
        startNodes();
        prepare();
        centre.awaitReady();
    }

    private static Catalogue catalogue(Pair pair) {
        return Catalogue.of(Prefecture.of(pair.federation()), SCALE);
    }

    private void startNodes() throws IOException, InterruptedException {
        centre.init("centre");
        equip(centre, pairs, source(), true);
        centre.start();
        // the shell answers before the last bundles are up
        centre.awaitReady();
        for (Map.Entry<String, Node> site : sites.entrySet()) {
            Node node = site.getValue();
            String token = centre.run("renkei:site-invite " + site.getKey()).strip();
            node.join(token);
            List<Pair> own = pairs.stream()
                    .filter(pair -> pair.federation().equals(site.getKey()))
                    .toList();
            equip(node, own, target(), false);
            node.start();
        }
    }

    private static void equip(Node node, List<Pair> pairs, DatabaseHost host, boolean isCentre) throws IOException {
        node.writeEtc("lists/tables.csv", TableList.text());
        for (Pair pair : pairs) {
            node.writeEtc("secrets/db" + pair.federation(), host.renkeiPassword());
            String database = isCentre ? pair.payment() : pair.copy();
            String url = host.server().url(database);
            node.writeEtc(
                    isCentre ? pair.configFile() + ".ready" : pair.configFile(),
                    isCentre ? pair.centreConfig(url, DatabaseHost.RENKEI) : pair.siteConfig(url, DatabaseHost.RENKEI));
        }
    }

    /** Sites first; then the centre's files are dropped into the running node. */
    private void prepare() throws IOException, InterruptedException {
        for (Pair pair : pairs) {
            awaitLink(site(pair), pair);
            site(pair).ask("renkei:db-prepare " + pair.link() + " --apply --yes");
        }
        for (Pair pair : pairs) {
            Path etc = centre.home().resolve("etc");
            Files.move(etc.resolve(pair.configFile() + ".ready"), etc.resolve(pair.configFile()));
        }
        for (Pair pair : pairs) {
            awaitLink(centre, pair);
            progress.print(centre.ask("renkei:db-prepare " + pair.link() + " --apply --yes")
                    .text());
            centre.run("renkei:resume " + pair.link() + " --yes --reason demo");
        }
    }

    /** The file was dropped; the link is there when its node has read it, whatever state it is in. */
    private static void awaitLink(Node node, Pair pair) throws IOException, InterruptedException {
        long end = System.nanoTime() + LINK_MAX.toNanos();
        boolean there = false;
        while (!there && System.nanoTime() < end) {
            there = node.ask("renkei:status " + pair.link()).text().contains(pair.link() + " ");
        }
        if (!there) {
            throw new IOException(pair.link() + " did not appear at " + node.home());
        }
    }

    private Node site(Pair pair) {
        Node node = sites.get(pair.federation());
        if (node == null) {
            throw new IllegalStateException("no site of " + pair.federation());
        }
        return node;
    }

    String howToLook() {
        return "look around:  " + launcher + " shell --home " + centre.home()
                + "   (renkei:status, renkei:why db-13-prod)";
    }

    void startLoad() {
        for (Pair pair : pairs) {
            ClaimsGenerator generator = new ClaimsGenerator(
                    pair.payment(),
                    () -> source().connect(pair.payment()),
                    catalogue(pair),
                    LoadSettings.steady(SEED, ROWS_PER_SECOND));
            generators.add(generator);
            generator.start();
        }
    }

    void stopLoad() throws InterruptedException, SQLException {
        for (ClaimsGenerator generator : generators) {
            generator.stop();
            if (generator.failure() != null) {
                throw new SQLException("the load failed", generator.failure());
            }
        }
    }

    LagProbe probe() {
        Pair pair = pairs.get(0);
        return new LagProbe(() -> source().connect(pair.payment()), () -> target().connect(pair.copy()));
    }

    /** Puts the next version of the routes into every node, one after the other, while everything runs. */
    void swapRoutes() throws IOException, InterruptedException {
        Path jar = home.resolve("routes-" + RouteSwap.VERSION + ".jar");
        RouteSwap.make(launcher.toAbsolutePath().resolveSibling("karaf-assembly/target/assembly"), jar);
        List<Node> all = new ArrayList<>(sites.values());
        all.add(centre);
        for (Node node : all) {
            node.run("bundle:install -s file:" + jar);
        }
    }

    void breakIt(String fault) throws IOException, InterruptedException {
        switch (fault) {
            case "target" -> {
                target().server().kill();
                target().server().start();
            }
            case "kill" -> {
                centre.kill();
                centre.start();
                centre.awaitReady();
            }
            default -> {
                Node site = sites.get(FEDERATIONS.get(0));
                if (site != null) {
                    site.stop();
                    site.start();
                }
            }
        }
    }

    void awaitApplied() throws IOException, InterruptedException {
        for (Pair pair : pairs) {
            centre.run("renkei:wait " + pair.link() + " --timeout 120s");
        }
    }

    void tamper() throws SQLException {
        try (Connection connection = target().connect(pairs.get(0).copy());
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE payment.c_claim SET total_units = total_units + 1 WHERE claim_id ="
                    + " (SELECT min(claim_id) FROM payment.c_claim)");
        }
    }

    RowCounts rows() {
        return generators.stream().map(generator -> generator.tally().linked()).reduce(RowCounts.NONE, RowCounts::plus);
    }

    /** Differences that Renkei's own comparison finds. */
    long verify() throws IOException, InterruptedException {
        long differences = 0;
        for (Pair pair : pairs) {
            String text = centre.ask("renkei:verify " + pair.link() + " --json").text();
            long different = number(text, "different");
            if (different < 0 || number(text, "compared") <= 0) {
                throw new IOException("renkei:verify " + pair.link() + " said:\n" + text);
            }
            differences += different;
        }
        return differences;
    }

    /** Differences that plain SQL finds, and rows of tables that must not have come. */
    long compareBySql(List<String> tables) throws SQLException {
        long differences = 0;
        for (Pair pair : pairs) {
            try (Connection source = source().connect(pair.payment());
                    Connection target = target().connect(pair.copy())) {
                differences += SqlCompare.differences(source, target, tables);
            }
        }
        return differences;
    }

    /** A figure of the centre's halves, summed up. */
    long sum(String field) throws IOException, InterruptedException {
        String status = centre.ask("renkei:status --json").text();
        Matcher matcher = Pattern.compile("\"" + field + "\":([0-9]+)").matcher(status);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    private static long number(String json, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":([0-9]+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    long largestSiteMb() throws IOException {
        long largest = 0;
        for (Node site : sites.values()) {
            largest = Math.max(largest, site.residentMb());
        }
        return largest;
    }

    String board() throws IOException, InterruptedException {
        RowCounts rows = rows();
        return centre.ask("renkei:status").text() + "committed at the sources: " + rows.inserts() + " inserts, "
                + rows.updates() + " updates, " + rows.deletes() + " deletes\n";
    }

    @Override
    public void close() {
        generators.forEach(ClaimsGenerator::close);
        sites.values().forEach(Node::stop);
        centre.stop();
        close(federationHost);
        close(centreHost);
        if (keep) {
            progress.println("kept: " + home);
            return;
        }
        try {
            Folders.delete(home);
        } catch (IOException e) {
            progress.println("not removed: " + home + ": " + e.getMessage());
        }
    }

    private void close(@Nullable DatabaseHost host) {
        try {
            if (host != null) {
                host.server().close();
            }
        } catch (IOException e) {
            progress.println("a database server did not stop: " + e.getMessage());
        }
    }
}
