package io.renkei.demo.internal.run;

import io.renkei.demo.internal.load.ClaimsGenerator;
import io.renkei.demo.internal.load.LoadSettings;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.load.Shape;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.probe.SqlCompare;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two federations and a load on their sources: what the demo and the bench of route swaps run on. */
public final class House implements AutoCloseable {
    private static final List<String> FEDERATIONS = List.of("13", "31");
    private static final int ROWS_PER_SECOND = 150;
    private static final double SCALE = 0.2;

    private final Fleet fleet;
    private final List<ClaimsGenerator> generators = new ArrayList<>();

    /**
     * @param home folder of everything
     * @param progress where a person may follow
     */
    public House(Path home, PrintWriter progress) {
        this.fleet = new Fleet(home, FEDERATIONS, SCALE, progress);
    }

    public Fleet fleet() {
        return fleet;
    }

    String howToLook() throws IOException {
        Node centre = fleet.centre();
        return "shell:   " + fleet.launcher() + " shell --home " + centre.home()
                + "   (renkei:status, renkei:why db-13-prod)\n"
                + "Hawtio:  " + centre.console() + "   user admin, password " + centre.password() + "\n"
                + "copies:  " + fleet.target().server().url(fleet.pairs().get(0).copy());
    }

    /**
     * @param registrationEvery pause between large registrations; the first comes after half of it
     */
    public void startLoad(Duration registrationEvery) {
        for (Pair pair : fleet.pairs()) {
            ClaimsGenerator generator = new ClaimsGenerator(
                    pair.payment(),
                    () -> fleet.source().connect(pair.payment()),
                    fleet.catalogue(pair),
                    LoadSettings.steady(Fleet.SEED, ROWS_PER_SECOND, registrationEvery));
            generators.add(generator);
            generator.start();
        }
    }

    /** Ends the load; what it has committed may not be applied yet. */
    public void stopLoad() throws InterruptedException, SQLException {
        for (ClaimsGenerator generator : generators) {
            generator.stop();
            if (generator.failure() != null) {
                throw new SQLException("the load failed", generator.failure());
            }
        }
    }

    /** Of the first pair; not started. */
    public LagProbe probe() {
        Pair pair = fleet.pairs().get(0);
        return new LagProbe(
                () -> fleet.source().connect(pair.payment()),
                () -> fleet.target().connect(pair.copy()));
    }

    /**
     * Puts the next version of the routes into every node, one after the other, while everything runs.
     *
     * @param number of this swap, from 1
     */
    public void swapRoutes(int number) throws IOException, InterruptedException {
        String version = "0.1." + number;
        Path jar = fleet.home().resolve("routes-" + version + ".jar");
        RouteSwap.make(fleet.installation(), jar, version);
        List<Node> all = new ArrayList<>(fleet.sites());
        all.add(fleet.centre());
        for (Node node : all) {
            node.run("bundle:install -s file:" + jar);
        }
    }

    /** Returns when everything committed before is applied. */
    public void awaitApplied() throws IOException, InterruptedException {
        for (Pair pair : fleet.pairs()) {
            fleet.centre().run("renkei:wait " + pair.link() + " --timeout 120s");
        }
    }

    /** Changes one row of the first target behind Renkei's back. */
    void tamper() throws SQLException {
        try (Connection connection = fleet.target().connect(fleet.pairs().get(0).copy());
                Statement statement = connection.createStatement()) {
            int changed =
                    statement.executeUpdate("UPDATE payment.c_claim SET total_units = total_units + 1 WHERE claim_id ="
                            + " (SELECT min(claim_id) FROM payment.c_claim)");
            if (changed != 1) {
                throw new SQLException("no row to tamper with");
            }
        }
    }

    RowCounts rows() {
        return generators.stream().map(generator -> generator.tally().linked()).reduce(RowCounts.NONE, RowCounts::plus);
    }

    /** Committed transactions by shape. */
    Map<Shape, Long> transactions() {
        Map<Shape, Long> all = new EnumMap<>(Shape.class);
        for (Shape shape : Shape.values()) {
            all.put(
                    shape,
                    generators.stream()
                            .mapToLong(generator -> generator.tally().transactions(shape))
                            .sum());
        }
        return all;
    }

    /** Differences that Renkei's own comparison finds. */
    public long verify() throws IOException, InterruptedException {
        long differences = 0;
        for (Pair pair : fleet.pairs()) {
            differences += fleet.verify(pair);
        }
        return differences;
    }

    /** Differences that plain SQL finds, and rows of tables that must not have come. */
    public long compareBySql(List<String> tables) throws SQLException {
        long differences = 0;
        for (Pair pair : fleet.pairs()) {
            try (Connection source = fleet.source().connect(pair.payment());
                    Connection target = fleet.target().connect(pair.copy())) {
                differences += SqlCompare.differences(source, target, tables);
            }
        }
        return differences;
    }

    /** Claims at the targets, by the version of the routes that carried them there. */
    public Map<String, Long> rowsByRoutes() throws SQLException {
        Map<String, Long> all = new TreeMap<>();
        for (Pair pair : fleet.pairs()) {
            try (Connection target = fleet.target().connect(pair.copy());
                    Statement statement = target.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT coalesce(carried_by, 'unknown'), count(*)"
                            + " FROM payment.c_claim GROUP BY carried_by")) {
                while (rows.next()) {
                    all.merge(rows.getString(1), rows.getLong(2), Long::sum);
                }
            }
        }
        return all;
    }

    /** Resident memory of each node by the name of its folder, in MiB. */
    Map<String, Long> residentMb() throws IOException {
        Map<String, Long> nodes = new TreeMap<>();
        List<Node> all = new ArrayList<>(fleet.sites());
        all.add(fleet.centre());
        for (Node node : all) {
            nodes.put(node.home().getFileName().toString(), node.residentMb());
        }
        return nodes;
    }

    @Override
    public void close() {
        generators.forEach(ClaimsGenerator::close);
        fleet.close();
    }
}
