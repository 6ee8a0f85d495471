package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.Figure;
import io.renkei.demo.internal.bench.Goal;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** From commit to visible on an idle source, Renkei and native replication in turn. */
final class Latency {
    private static final int ROUNDS = 2;
    private static final int COMMITS = 3_000;
    private static final int WARM_UP = 1_000;

    private final Track track;
    private final Carrier renkei;
    private final Carrier plain;
    private final PrintWriter progress;
    private final List<Latencies> ours = new ArrayList<>();
    private final List<Latencies> theirs = new ArrayList<>();

    Latency(Track track, Carrier renkei, Carrier plain, PrintWriter progress) {
        this.track = track;
        this.renkei = renkei;
        this.plain = plain;
        this.progress = progress;
    }

    /** All carriers are held before and after. */
    void run(double scale) throws IOException, SQLException, InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            ours.add(measure(renkei, scale));
            theirs.add(measure(plain, scale));
        }
    }

    private Latencies measure(Carrier carrier, double scale) throws IOException, SQLException, InterruptedException {
        track.catchUp(carrier);
        try (Marker view = Marker.reading(carrier.target())) {
            ClosedLoop loop = new ClosedLoop(track, view);
            loop.run(scaled(WARM_UP, scale));
            Latencies latencies = loop.run(scaled(COMMITS, scale));
            progress.println(latencies.text(carrier.name()));
            return latencies;
        } finally {
            carrier.hold();
        }
    }

    private static int scaled(int count, double scale) {
        return (int) Math.max(100, Math.round(count * scale));
    }

    /**
     * @param fsync what one durable write takes here
     */
    List<Figure> figures(Latencies fsync) {
        List<Double> more = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            more.add(ours.get(i).p50() - theirs.get(i).p50());
            ratios.add(ours.get(i).p99() / theirs.get(i).p99());
        }
        return List.of(
                new Figure(
                        "latency.p50.minus-native.ms",
                        "ms",
                        Goal.atMost(3 + fsync.p50()),
                        more,
                        Map.of(
                                renkei.name(),
                                median(ours, Latencies::p50),
                                plain.name(),
                                median(theirs, Latencies::p50),
                                "fsync",
                                fsync.p50())),
                new Figure(
                        "latency.p99.vs-native",
                        "ratio",
                        Goal.atMost(2),
                        ratios,
                        Map.of(
                                renkei.name(),
                                median(ours, Latencies::p99),
                                plain.name(),
                                median(theirs, Latencies::p99),
                                "fsync",
                                fsync.p99())),
                new Figure(
                        "latency.max.ms",
                        "ms",
                        Goal.atMost(500),
                        List.of(max(ours)),
                        Map.of(plain.name(), max(theirs), "fsync", fsync.max())));
    }

    private static double median(List<Latencies> of, ToDoubleFunction<Latencies> what) {
        return Figure.median(of.stream().map(what::applyAsDouble).toList());
    }

    private static double max(List<Latencies> of) {
        return of.stream().mapToDouble(Latencies::max).max().orElseThrow();
    }
}
