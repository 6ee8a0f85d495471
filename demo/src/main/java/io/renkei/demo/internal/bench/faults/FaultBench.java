package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.Benchmark;
import io.renkei.demo.internal.bench.faults.Ledger.Burst;
import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.load.ClaimsGenerator;
import io.renkei.demo.internal.load.LoadSettings;
import io.renkei.demo.internal.probe.SqlCompare;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Breaks a centre, a site, both database servers and the line between them, one after the other, while both links of a
 * federation carry; and afterwards counts every row. Nobody helps: what is killed is started again, that is all.
 */
public final class FaultBench implements Benchmark {
    private static final String FEDERATION = "13";
    private static final double SCALE = 0.01;
    private static final int ROWS_PER_SECOND = 150;
    private static final Duration REGISTRATION_EVERY = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final double NANOS = 1e9;

    private final int moments;
    private final PrintWriter progress;
    private final Fleet fleet;
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<ClaimsGenerator> generators = new ArrayList<>();
    private final FaultRecord found;
    private boolean failed;

    /**
     * @param moments 1..1000; six are the first of every kind
     * @param progress where a person may follow
     */
    public FaultBench(int moments, PrintWriter progress) throws IOException {
        this.moments = moments;
        this.progress = progress;
        this.found = new FaultRecord(progress);
        this.fleet = new Fleet(Files.createTempDirectory("renkei-bench"), List.of(FEDERATION), SCALE, progress);
        fleet.putProxy();
        fleet.addTable(Ledger.TABLE, Ledger.SQL);
    }

    /** Runs it: a quarter of a minute for each moment. */
    @Override
    public BenchReport run() throws Exception {
        failed = true;
        fleet.build();
        startLoad();
        Random random = new Random(Fleet.SEED);
        Parts parts = new Parts(fleet, random);
        Aim aim = new Aim(fleet, parts, random);
        for (Moment moment : Moment.plan(moments)) {
            Aim.Hit hit = aim.strike(moment, ledgers.get(moment.pair()));
            parts.bringBack(moment.strike());
            double seconds = heal();
            await(ledgers.get(moment.pair()), hit.burst());
            found.add(moment, hit, seconds);
        }
        CopiedHome copied = new CopiedHome(fleet);
        found.copied("site", copied.site(fleet.site(FEDERATION), this::heal));
        found.copied("centre", copied.centre(this::heal));
        stopLoad();
        count();
        BenchReport report = found.report();
        failed = !report.ok();
        return report;
    }

    private void startLoad() {
        for (Pair pair : fleet.pairs()) {
            Ledger ledger = new Ledger(fleet, pair);
            ledgers.add(ledger);
            ledger.start();
            ClaimsGenerator generator = new ClaimsGenerator(
                    pair.payment(),
                    () -> fleet.source().connect(pair.payment()),
                    fleet.catalogue(pair),
                    LoadSettings.steady(Fleet.SEED, ROWS_PER_SECOND, REGISTRATION_EVERY));
            generators.add(generator);
            generator.start();
        }
    }

    private void stopLoad() throws InterruptedException, SQLException {
        for (Ledger ledger : ledgers) {
            ledger.stop();
        }
        for (ClaimsGenerator generator : generators) {
            generator.stop();
            if (generator.failure() != null) {
                throw new SQLException("the load failed", generator.failure());
            }
        }
    }

    /**
     * Waits until both links carry: a row that is committed now is visible.
     *
     * @return seconds from now
     */
    private double heal() throws IOException, SQLException, InterruptedException {
        long begin = System.nanoTime();
        for (Ledger ledger : ledgers) {
            await(ledger, ledger.burst(1));
        }
        return (System.nanoTime() - begin) / NANOS;
    }

    /** Waits until a burst is visible, each row of it once. */
    private void await(Ledger ledger, Burst burst) throws IOException, SQLException, InterruptedException {
        long begin = System.nanoTime();
        try (Connection target = fleet.target().server().connect(ledger.pair().copy())) {
            long shown = Ledger.shown(target, burst);
            while (shown < burst.rows()) {
                requireTime(begin, ledger.pair());
                Waiting.pause(LOOK);
                shown = Ledger.shown(target, burst);
            }
            if (shown > burst.rows()) {
                throw new IOException(ledger.pair().link() + ": rows of a burst are there twice");
            }
        }
    }

    private void requireTime(long begin, Pair pair) throws IOException, InterruptedException {
        if (System.nanoTime() - begin > FaultRecord.HEAL_MAX.toNanos()) {
            throw new IOException(pair.link() + " does not heal in " + FaultRecord.HEAL_MAX + ":\n"
                    + fleet.centre().ask("renkei:why " + pair.link()).text()
                    + fleet.site(FEDERATION).ask("renkei:why " + pair.link()).text());
        }
    }

    private void count() throws IOException, SQLException, InterruptedException {
        List<String> tables = new ArrayList<>(TableList.linked());
        tables.add(Ledger.TABLE);
        for (Pair pair : fleet.pairs()) {
            fleet.centre().run("renkei:wait " + pair.link() + " --timeout 120s");
            try (Connection source = fleet.source().connect(pair.payment());
                    Connection target = fleet.target().connect(pair.copy())) {
                List<String> unequal = SqlCompare.unequalTables(source, target, tables);
                progress.println(pair.link() + ": unequal tables " + unequal);
                found.compared(Ledger.count(source), Ledger.count(target), unequal.size(), fleet.verify(pair));
            }
        }
    }

    @Override
    public void close() {
        ledgers.forEach(Ledger::close);
        generators.forEach(ClaimsGenerator::close);
        fleet.close();
        if (failed) {
            progress.println("kept: " + fleet.home());
        } else {
            fleet.remove();
        }
    }
}
