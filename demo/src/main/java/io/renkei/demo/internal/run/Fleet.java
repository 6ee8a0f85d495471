package io.renkei.demo.internal.run;

import io.renkei.demo.internal.data.Catalogue;
import io.renkei.demo.internal.data.DatabaseHost;
import io.renkei.demo.internal.data.Prefecture;
import io.renkei.demo.internal.data.SampleData;
import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.fault.LineProxy;
import io.renkei.demo.internal.server.EmbeddedServer;
import io.renkei.demo.internal.server.Folders;
import io.renkei.demo.internal.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Real parts below one folder: a database server for the centre and one for the sites, a centre, one site per federation. */
public final class Fleet implements AutoCloseable {
    /** First of all random numbers of demo and benches. */
    public static final long SEED = 20261126;

    /** The federation whose site reaches the centre through a proxy, if one was asked for. */
    static final String SITE_BEHIND_PROXY = "13";

    private static final Pattern CONNECT = Pattern.compile("(?m)^connect *= *(\\S+):([0-9]+)$");
    private static final Duration LINK_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofMinutes(5);

    /** Starting nodes is mostly work of the processor. */
    private static final int STARTS_AT_ONCE = 3;

    private final PrintWriter progress;
    private final Path home;
    private final double scale;
    private final Launcher launcher = new Launcher(Path.of(System.getProperty("renkei.launcher", "renkei")));
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, Node> sites = new TreeMap<>();
    private final List<Node> replaced = new ArrayList<>();
    private Node centre;
    private @Nullable DatabaseHost centreHost;
    private @Nullable DatabaseHost federationHost;
    private @Nullable LineProxy proxy;
    private boolean proxied;
    private String moreTables = "";
    private String moreList = "";

    /**
     * @param home folder of everything
     * @param federations two digits each; every one gets production and test
     * @param scale of the sample data, see {@link Catalogue#of}
     * @param progress where a person may follow
     */
    public Fleet(Path home, List<String> federations, double scale, PrintWriter progress) {
        this.progress = progress;
        this.home = home;
        this.scale = scale;
        this.centre = new Node(launcher, home.resolve("centre"), progress);
        for (String federation : federations) {
            sites.put(federation, new Node(launcher, home.resolve("site-" + federation), progress));
            pairs.add(new Pair(federation, "prod"));
            pairs.add(new Pair(federation, "test"));
        }
    }

    public Node centre() {
        return centre;
    }

    /** The sites in order of their federations. */
    public List<Node> sites() {
        return List.copyOf(sites.values());
    }

    public List<Pair> pairs() {
        return pairs;
    }

    /** The installation that the nodes run from. */
    Path installation() {
        return launcher.script().toAbsolutePath().resolveSibling("karaf-assembly/target/assembly");
    }

    Path launcher() {
        return launcher.script();
    }

    /** The folder of everything. */
    public Path home() {
        return home;
    }

    public DatabaseHost source() {
        return started(centreHost);
    }

    public DatabaseHost target() {
        return started(federationHost);
    }

    /** To be called before {@link #build}: puts a proxy before the site of {@link #SITE_BEHIND_PROXY}. */
    public void putProxy() {
        proxied = true;
    }

    /**
     * To be called before {@link #build}: one more table, everywhere and linked.
     *
     * @param name with its schema
     * @param sql that makes it
     */
    public void addTable(String name, String sql) {
        moreTables += sql + ";\n";
        moreList += name + ",yes,yes,work,,no,*\n";
    }

    /** The line of {@link #SITE_BEHIND_PROXY}. */
    public LineProxy proxy() {
        LineProxy open = proxy;
        if (open == null) {
            throw new IllegalStateException("no proxy was asked for");
        }
        return open;
    }

    private static DatabaseHost started(@Nullable DatabaseHost host) {
        if (host == null) {
            throw new IllegalStateException("the databases are not there yet");
        }
        return host;
    }

    /** What the sample data of a pair was made of. */
    public Catalogue catalogue(Pair pair) {
        return Catalogue.of(Prefecture.of(pair.federation()), scale);
    }

    /** Makes databases and nodes, joins them, prepares every link, and returns when all run. */
    public void build() throws Exception {
        progress.println("starting two database servers below " + home);
        int links = pairs.size();
        centreHost =
                DatabaseHost.centre(EmbeddedServer.start(new ServerSettings(home.resolve("pg-centre"), links, true)));
        federationHost = DatabaseHost.federation(
                EmbeddedServer.start(new ServerSettings(home.resolve("pg-federation"), links, true)));
        for (Pair pair : pairs) {
            source().createPayment(pair.payment());
            target().createCopy(pair.copy());
            addTables(source(), pair.payment());
            addTables(target(), pair.copy());
            try (Connection connection = source().connect(pair.payment())) {
                new SampleData(catalogue(pair), SEED).writeTo(connection);
            }
        }
        progress.println("starting the centre and " + sites.size() + " sites");
        startCentre();
        startSites();
        prepare();
        centre.awaitReady();
    }

    private void addTables(DatabaseHost host, String database) throws SQLException {
        try (Connection connection = host.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(moreTables);
        }
    }

    private void startCentre() throws IOException, InterruptedException {
        centre.init("centre");
        equip(centre, pairs, source(), true);
        centre.start();
        // the shell answers before the last bundles are up
        centre.awaitReady();
    }

    private void startSites() throws Exception {
        ExecutorService starts = Executors.newFixedThreadPool(STARTS_AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (String federation : sites.keySet()) {
                all.add(starts.submit(() -> {
                    startSite(federation);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            starts.shutdownNow();
        }
    }

    private void startSite(String federation) throws IOException, InterruptedException {
        Node node = site(federation);
        node.join(centre.run("renkei:site-invite " + federation).strip());
        List<Pair> own = pairs.stream()
                .filter(pair -> pair.federation().equals(federation))
                .toList();
        equip(node, own, target(), false);
        if (proxied && federation.equals(SITE_BEHIND_PROXY)) {
            throughProxy(node);
        }
        node.start();
    }

    private void throughProxy(Node node) throws IOException {
        String name = "io.renkei.line.cfg";
        String text = Files.readString(node.home().resolve("etc").resolve(name), StandardCharsets.UTF_8);
        Matcher connect = CONNECT.matcher(text);
        if (!connect.find()) {
            throw new IOException("etc/" + name + " of " + node.home() + " names no centre");
        }
        LineProxy open = LineProxy.open(new InetSocketAddress(connect.group(1), Integer.parseInt(connect.group(2))));
        proxy = open;
        node.writeEtc(name, connect.replaceFirst("connect = 127.0.0.1:" + open.port()));
    }

    private void equip(Node node, List<Pair> pairs, DatabaseHost host, boolean isCentre) throws IOException {
        node.writeEtc("lists/tables.csv", TableList.text() + moreList);
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
            Node site = site(pair.federation());
            awaitLink(site, pair);
            site.ask("renkei:db-prepare " + pair.link() + " --apply --yes");
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

    /** The site of a federation. */
    public Node site(String federation) {
        Node node = sites.get(federation);
        if (node == null) {
            throw new IllegalStateException("no site of " + federation);
        }
        return node;
    }

    /**
     * Copies a node's home, as a copied virtual machine has it; the copy has the node's place in this fleet from now on,
     * and nobody has started it yet.
     */
    public Node copy(Node first) throws IOException {
        Node copy = first.copyTo(first.home().resolveSibling(first.home().getFileName() + "-copy"));
        replaced.add(first);
        if (first == centre) {
            centre = copy;
        } else {
            sites.replaceAll((federation, site) -> site == first ? copy : site);
        }
        return copy;
    }

    /**
     * Rows of a pair that differ, by Renkei's own comparison.
     *
     * @throws IOException if it could not compare, or compared nothing
     */
    public long verify(Pair pair) throws IOException, InterruptedException {
        return Comparer.compare(centre, pair);
    }

    /** Stops everything, whatever was under way; what does not stop in order is killed. */
    @Override
    public void close() {
        launcher.close();
        stopNodes();
        closeProxy();
        close(federationHost);
        close(centreHost);
        try {
            int killed = Leftovers.end(home);
            if (killed > 0) {
                progress.println(killed + " processes that were just starting were killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopNodes() {
        List<Node> all = new ArrayList<>(sites.values());
        all.add(centre);
        all.addAll(replaced);
        ExecutorService stops = Executors.newFixedThreadPool(STARTS_AT_ONCE);
        all.forEach(node -> stops.execute(node::stop));
        stops.shutdown();
        try {
            if (!stops.awaitTermination(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                progress.println("not all nodes stopped in " + STOP_MAX.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeProxy() {
        try {
            if (proxy != null) {
                proxy.close();
            }
        } catch (IOException e) {
            progress.println("the proxy did not close: " + e.getMessage());
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

    /** Removes the folder; to be called after {@link #close}. */
    public void remove() {
        try {
            Folders.delete(home);
        } catch (IOException e) {
            progress.println("not removed: " + home + ": " + e.getMessage());
        }
    }
}
