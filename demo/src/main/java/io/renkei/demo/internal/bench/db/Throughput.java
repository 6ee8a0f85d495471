package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.Figure;
import io.renkei.demo.internal.bench.Goal;
import io.renkei.demo.internal.load.BenchLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Every workload is committed once while all carriers are held; then each drains the same log alone, in changing order. */
final class Throughput {
    private static final int ROUNDS = 2;

    /** One round: what each carrier needed for each workload, and what zstd makes of the same changes. */
    private static final class Round {
        private final Map<Workload, Map<Carrier, Drain>> drains = new EnumMap<>(Workload.class);
        private long zstdBytes;

        private Drain of(Workload workload, Carrier carrier) {
            Drain drain = drains.getOrDefault(workload, Map.of()).get(carrier);
            if (drain == null) {
                throw new IllegalStateException(carrier.name() + " has not drained " + workload);
            }
            return drain;
        }

        private double sum(Carrier carrier, ToDoubleFunction<Drain> what) {
            return drains.keySet().stream()
                    .mapToDouble(workload -> what.applyAsDouble(of(workload, carrier)))
                    .sum();
        }
    }

    private final Track track;
    private final RawStream raw;
    private final Carrier renkei;
    private final Carrier plain;
    private final Carrier parallel;
    private final PrintWriter progress;
    private final List<Round> rounds = new ArrayList<>();

    /**
     * @param carriers Renkei; native replication as it comes; the same with streaming = parallel and binary
     */
    Throughput(Track track, RawStream raw, List<Carrier> carriers, PrintWriter progress) {
        this.track = track;
        this.raw = raw;
        this.renkei = carriers.get(0);
        this.plain = carriers.get(1);
        this.parallel = carriers.get(2);
        this.progress = progress;
    }

    /**
     * All carriers are held before and after.
     *
     * @param scale 1: the workloads as they are described
     */
    void run(BenchLoad load, double scale) throws IOException, SQLException, InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            Round round = new Round();
            for (Workload workload : Workload.values()) {
                write(workload, load, Math.max(1, Math.round(workload.rows() * scale)));
                long zstd = raw.compressedBytes();
                round.zstdBytes += zstd;
                progress.printf(Locale.ROOT, "%-3s zstd -1 of the stream: %,d bytes%n", workload, zstd);
                round.drains.put(workload, drainAll(workload, i % 2 == 1));
            }
            rounds.add(round);
        }
    }

    private void write(Workload workload, BenchLoad load, long rows) throws SQLException {
        try (Connection connection = track.application()) {
            progress.printf(Locale.ROOT, "%-3s %,d rows%n", workload, workload.write(load, connection, rows));
        }
        track.mark();
    }

    private Map<Carrier, Drain> drainAll(Workload workload, boolean reversed)
            throws IOException, SQLException, InterruptedException {
        List<Carrier> order = new ArrayList<>(List.of(renkei, plain, parallel));
        if (reversed) {
            Collections.reverse(order);
        }
        Map<Carrier, Drain> drains = new HashMap<>();
        for (Carrier carrier : order) {
            Drain drain = track.drain(carrier);
            drains.put(carrier, drain);
            progress.println(drain.text(carrier.name(), workload.name()));
        }
        return drains;
    }

    List<Figure> figures() {
        return List.of(
                rate("w1.rate.vs-native", Workload.W1, plain, 1.0),
                rate("w2.rate.vs-native", Workload.W2, plain, 1.0),
                rate("w3.rate.vs-parallel", Workload.W3, parallel, 0.95),
                share("target.cpu.vs-native", 0.7, Drain::targetCpu),
                share("wire.vs-native", 0.12, Drain::wireBytes),
                new Figure(
                        "wire.vs-zstd1",
                        "ratio",
                        Goal.atMost(0.8),
                        runs(round -> round.sum(renkei, Drain::wireBytes) / round.zstdBytes),
                        Map.of("zstd1.bytes", Figure.median(runs(round -> round.zstdBytes)))));
    }

    /** How much faster Renkei is than a peer. */
    private Figure rate(String id, Workload workload, Carrier peer, double goal) {
        return new Figure(
                id,
                "ratio",
                Goal.atLeast(goal),
                runs(round -> round.of(workload, peer).seconds()
                        / round.of(workload, renkei).seconds()),
                peers(
                        round -> round.of(workload, renkei).seconds(),
                        peer,
                        round -> round.of(workload, peer).seconds()));
    }

    /** What Renkei needs of what native replication needs, over all workloads. */
    private Figure share(String id, double goal, ToDoubleFunction<Drain> what) {
        return new Figure(
                id,
                "ratio",
                Goal.atMost(goal),
                runs(round -> round.sum(renkei, what) / round.sum(plain, what)),
                peers(round -> round.sum(renkei, what), plain, round -> round.sum(plain, what)));
    }

    private Map<String, Double> peers(ToDoubleFunction<Round> own, Carrier peer, ToDoubleFunction<Round> other) {
        return Map.of(renkei.name(), Figure.median(runs(own)), peer.name(), Figure.median(runs(other)));
    }

    private List<Double> runs(ToDoubleFunction<Round> what) {
        return rounds.stream().map(what::applyAsDouble).toList();
    }
}
