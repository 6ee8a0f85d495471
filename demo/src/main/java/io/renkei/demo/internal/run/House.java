package io.renkei.demo.internal.run;

import io.renkei.demo.internal.load.ClaimsGenerator;
import io.renkei.demo.internal.load.LoadSettings;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.probe.SqlCompare;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything the demo runs on: a fleet of two federations, and a load on its sources. */
final class House implements AutoCloseable {
    private static final List<String> FEDERATIONS = List.of("13", "31");
    private static final int ROWS_PER_SECOND = 150;
    private static final double SCALE = 0.2;

    private final PrintWriter progress;
    private final boolean keep;
    private final Fleet fleet;
    private final List<ClaimsGenerator> generators = new ArrayList<>();

    House(Options options, PrintWriter progress) throws IOException {
        this.progress = progress;
        this.keep = options.keep() || options.home() != null;
        Path home = options.home() == null ? Files.createTempDirectory("renkei-demo") : options.home();
        this.fleet = new Fleet(home, FEDERATIONS, SCALE, progress);
    }

    Node centre() {
        return fleet.centre();
    }

    void build() throws Exception {
        fleet.build();
    }

    String howToLook() {
        return "look around:  " + fleet.launcher() + " shell --home " + centre().home()
                + "   (renkei:status, renkei:why db-13-prod)";
    }

    void startLoad() {
        for (Pair pair : fleet.pairs()) {
            ClaimsGenerator generator = new ClaimsGenerator(
                    pair.payment(),
                    () -> fleet.source().connect(pair.payment()),
                    fleet.catalogue(pair),
                    LoadSettings.steady(Fleet.SEED, ROWS_PER_SECOND));
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
        Pair pair = fleet.pairs().get(0);
        return new LagProbe(
                () -> fleet.source().connect(pair.payment()),
                () -> fleet.target().connect(pair.copy()));
    }

    /** Puts the next version of the routes into every node, one after the other, while everything runs. */
    void swapRoutes() throws IOException, InterruptedException {
        Path jar = fleet.home().resolve("routes-" + RouteSwap.VERSION + ".jar");
        RouteSwap.make(fleet.installation(), jar);
        List<Node> all = new ArrayList<>(fleet.sites());
        all.add(centre());
        for (Node node : all) {
            node.run("bundle:install -s file:" + jar);
        }
    }

    void breakIt(String fault) throws IOException, InterruptedException {
        switch (fault) {
            case "target" -> {
                fleet.target().server().kill();
                fleet.target().server().start();
            }
            case "kill" -> {
                centre().kill();
                centre().start();
                centre().awaitReady();
            }
            default -> {
                Node site = fleet.site(FEDERATIONS.get(0));
                site.stop();
                site.start();
            }
        }
    }

    void awaitApplied() throws IOException, InterruptedException {
        for (Pair pair : fleet.pairs()) {
            centre().run("renkei:wait " + pair.link() + " --timeout 120s");
        }
    }

    void tamper() throws SQLException {
        try (Connection connection = fleet.target().connect(fleet.pairs().get(0).copy());
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
        for (Pair pair : fleet.pairs()) {
            String text =
                    centre().ask("renkei:verify " + pair.link() + " --json").text();
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
        for (Pair pair : fleet.pairs()) {
            try (Connection source = fleet.source().connect(pair.payment());
                    Connection target = fleet.target().connect(pair.copy())) {
                differences += SqlCompare.differences(source, target, tables);
            }
        }
        return differences;
    }

    /** A figure of the centre's halves, summed up. */
    long sum(String field) throws IOException, InterruptedException {
        String status = centre().ask("renkei:status --json").text();
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
        for (Node site : fleet.sites()) {
            largest = Math.max(largest, site.residentMb());
        }
        return largest;
    }

    String board() throws IOException, InterruptedException {
        RowCounts rows = rows();
        return centre().ask("renkei:status").text() + "committed at the sources: " + rows.inserts() + " inserts, "
                + rows.updates() + " updates, " + rows.deletes() + " deletes\n";
    }

    @Override
    public void close() {
        generators.forEach(ClaimsGenerator::close);
        fleet.close();
        if (keep) {
            progress.println("kept: " + fleet.home());
        } else {
            fleet.remove();
        }
    }
}
