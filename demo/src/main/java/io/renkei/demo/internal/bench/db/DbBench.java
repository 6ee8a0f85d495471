package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.Benchmark;
import io.renkei.demo.internal.bench.Figure;
import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.load.BenchLoad;
import io.renkei.demo.internal.probe.SqlCompare;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A database link beside PostgreSQL's own logical replication over TLS: the same publication of the same source, so the same
 * log, drained one after the other; then single commits, alone and beside a load on the test link. At the end every target
 * must be equal to the source, or there is no report.
 */
public final class DbBench implements Benchmark {
    private static final String FEDERATION = "13";
    private static final double SAMPLE = 1;

    private final double scale;
    private final PrintWriter progress;
    private final Fleet fleet;
    private final List<NativeCarrier> peers = new ArrayList<>();

    /**
     * @param scale 1: a million rows; less only to try the bench itself out
     * @param progress where a person may follow
     */
    public DbBench(double scale, PrintWriter progress) throws IOException {
        this.scale = scale;
        this.progress = progress;
        this.fleet = new Fleet(Files.createTempDirectory("renkei-bench"), List.of(FEDERATION), SAMPLE, progress);
        fleet.putProxy();
    }

    /** Runs it: about half an hour at full scale. */
    @Override
    public BenchReport run() throws Exception {
        fleet.build();
        ServerCertificate.install(fleet.source().server());
        Pair prod = fleet.pairs().get(0);
        Pair test = fleet.pairs().get(1);
        Carrier renkei = new RenkeiCarrier(fleet, prod);
        subscribe("native_default", prod, renkei.slot(), "");
        subscribe("native_parallel", prod, renkei.slot(), ", streaming = parallel, binary = true");
        List<Carrier> carriers = List.of(renkei, peers.get(0), peers.get(1));
        RawStream raw = RawStream.begin(fleet.source().server(), prod.payment(), renkei.slot());
        try (Track track = track(prod);
                Track neighbour = track(test)) {
            for (Carrier carrier : carriers) {
                carrier.hold();
            }
            BenchLoad load = new BenchLoad(fleet.catalogue(prod), Fleet.SEED);
            Throughput throughput = new Throughput(track, raw, carriers, progress);
            throughput.run(load, scale);
            Latency latency = new Latency(track, renkei, peers.get(0), progress);
            latency.run(scale);
            Latencies fsync = Fsync.measure(fleet.home());
            progress.println(fsync.text("fsync"));
            Neighbour beside = new Neighbour(track, renkei, neighbour, new RenkeiCarrier(fleet, test), progress);
            beside.run(new BenchLoad(fleet.catalogue(test), Fleet.SEED), scale);
            requireEqual(track, prod, carriers);
            List<Figure> figures = new ArrayList<>(throughput.figures());
            figures.addAll(latency.figures(fsync));
            figures.addAll(beside.figures());
            return new BenchReport("db", figures);
        }
    }

    private Track track(Pair pair) throws SQLException {
        return new Track(fleet.source(), fleet.target().server(), pair.payment());
    }

    private void subscribe(String name, Pair pair, String publication, String options)
            throws SQLException, IOException, InterruptedException {
        peers.add(NativeCarrier.subscribe(fleet, name, pair.payment(), publication, options));
    }

    /** A figure of somebody who has lost a row is worth nothing. */
    private void requireEqual(Track track, Pair pair, List<Carrier> carriers)
            throws SQLException, IOException, InterruptedException {
        track.mark();
        for (Carrier carrier : carriers) {
            track.catchUp(carrier);
            try (Connection source = fleet.source().connect(pair.payment());
                    Connection target = carrier.target()) {
                List<String> unequal = SqlCompare.unequalTables(source, target, TableList.linked());
                if (!unequal.isEmpty()) {
                    throw new IOException(carrier.name() + " is not equal to the source in " + unequal);
                }
            }
        }
    }

    @Override
    public void close() {
        fleet.close();
        for (NativeCarrier peer : peers) {
            try {
                peer.close();
            } catch (IOException e) {
                progress.println("the line of " + peer.name() + " did not close: " + e.getMessage());
            }
        }
        fleet.remove();
    }
}
