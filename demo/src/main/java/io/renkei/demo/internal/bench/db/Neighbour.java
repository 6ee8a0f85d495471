package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.Figure;
import io.renkei.demo.internal.bench.Goal;
import io.renkei.demo.internal.load.BenchLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a bulk load on the test link does to single commits on the production link of the same federation. */
final class Neighbour {
    private static final int ROUNDS = 2;
    private static final long ROWS = 1_000_000;
    private static final int COMMITS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Track prod;
    private final Track test;
    private final Carrier prodLink;
    private final Carrier testLink;
    private final PrintWriter progress;
    private final List<Latencies> calm = new ArrayList<>();
    private final List<Latencies> loaded = new ArrayList<>();

    Neighbour(Track prod, Carrier prodLink, Track test, Carrier testLink, PrintWriter progress) {
        this.prod = prod;
        this.test = test;
        this.prodLink = prodLink;
        this.testLink = testLink;
        this.progress = progress;
    }

    /** The production link is held before and runs afterwards; the test link runs. */
    void run(BenchLoad load, double scale) throws IOException, SQLException, InterruptedException {
        prod.catchUp(prodLink);
        try (Marker view = Marker.reading(prodLink.target());
                Marker far = Marker.reading(testLink.target())) {
            ClosedLoop loop = new ClosedLoop(prod, view);
            for (int i = 0; i < ROUNDS; i++) {
                testLink.hold();
                try (Connection connection = test.application()) {
                    load.bulk(connection, Math.max(1, Math.round(ROWS * scale)));
                }
                test.mark();
                calm.add(loop.trickle(() -> true, PAUSE, (int) Math.max(100, COMMITS * scale)));
                testLink.release();
                loaded.add(loop.trickle(() -> !test.reached(far), PAUSE, 100 * COMMITS));
                progress.println(calm.get(i).text("prod alone"));
                progress.println(loaded.get(i).text("beside test load"));
            }
        }
    }

    List<Figure> figures() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < calm.size(); i++) {
            ratios.add(loaded.get(i).p99() / calm.get(i).p99());
        }
        return List.of(new Figure(
                "prod.p99.under-test-load",
                "ratio",
                Goal.atMost(2),
                ratios,
                Map.of(
                        "alone.ms",
                                Figure.median(calm.stream().map(Latencies::p99).toList()),
                        "loaded.ms",
                                Figure.median(
                                        loaded.stream().map(Latencies::p99).toList()))));
    }
}
