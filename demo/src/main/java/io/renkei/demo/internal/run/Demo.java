package io.renkei.demo.internal.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.demo.internal.data.TableList;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.probe.LagProbe;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** The demo from start to result. */
public final class Demo implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** Less than this is no load worth a demo: a generator or a link stood still. */
    private static final RowCounts FLOOR_PER_SECOND = new RowCounts(20, 10, 1);

    private final Options options;
    private final PrintWriter progress;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final House house;
    private boolean closed;

    /**
     * @param progress where a person may follow; never the JSON's stream
     */
    public Demo(Options options, PrintWriter progress) throws IOException {
        this.options = options;
        this.progress = progress;
        this.house = new House(options, progress);
    }

    /**
     * Runs until its time is over or somebody ends it.
     *
     * @return whether every pair of databases is equal and enough was carried
     */
    public boolean run(PrintWriter out) throws Exception {
        house.build();
        progress.println(house.howToLook());
        Result result = load();
        out.println(options.json() ? json(result) : result.text());
        return result.good();
    }

    private record Result(
            RowCounts rows,
            boolean enough,
            double p50,
            double p99,
            double swapGapMs,
            long rawBytes,
            long wireBytes,
            long renkeiDifferences,
            long sqlDifferences,
            long centreMb,
            long siteMb) {
        boolean good() {
            return enough && renkeiDifferences == 0 && sqlDifferences == 0;
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "rows %d inserted, %d updated, %d deleted; lag p50 %.1f ms, p99 %.1f ms; swap gap %.0f ms;"
                            + " %d raw bytes, %d on the line; differences: Renkei %d, SQL %d; memory: centre %d MB, site %d MB: %s",
                    rows.inserts(),
                    rows.updates(),
                    rows.deletes(),
                    p50,
                    p99,
                    swapGapMs,
                    rawBytes,
                    wireBytes,
                    renkeiDifferences,
                    sqlDifferences,
                    centreMb,
                    siteMb,
                    good() ? "all equal" : "NOT EQUAL");
        }
    }

    private Result load() throws Exception {
        long begin = System.nanoTime();
        LagProbe probe = house.probe();
        double gap;
        try (probe) {
            house.startLoad();
            probe.start();
            Duration duration = options.duration() == null ? Duration.ofDays(365) : options.duration();
            long end = begin + duration.toNanos();
            board(begin + duration.dividedBy(3).toNanos());
            String fault = options.fault();
            if (fault != null) {
                progress.println("breaking: " + fault);
                house.breakIt(fault);
            }
            long swapFrom = System.nanoTime();
            house.swapRoutes();
            board(System.nanoTime() + ROUND.toNanos());
            gap = probe.gap(swapFrom, System.nanoTime());
            board(end);
            house.stopLoad();
        }
        if (probe.failure() != null) {
            throw new SQLException("the lag probe failed", probe.failure());
        }
        return result(probe, gap, Duration.ofNanos(System.nanoTime() - begin));
    }

    private Result result(LagProbe probe, double gap, Duration took) throws Exception {
        house.awaitApplied();
        if (options.tamper()) {
            house.tamper();
        }
        RowCounts rows = house.rows();
        long seconds = took.toSeconds();
        boolean enough = rows.inserts() >= FLOOR_PER_SECOND.inserts() * seconds
                && rows.updates() >= FLOOR_PER_SECOND.updates() * seconds
                && rows.deletes() >= FLOOR_PER_SECOND.deletes() * seconds
                && probe.count() > 0;
        long renkei = house.verify();
        return new Result(
                rows,
                enough,
                probe.percentile(0.5),
                probe.percentile(0.99),
                gap,
                house.sum("rawBytes"),
                house.sum("wireBytes"),
                renkei,
                house.compareBySql(TableList.linked()),
                house.centre().residentMb(),
                house.largestSiteMb());
    }

    /** Shows the board until a moment ({@link System#nanoTime}), or until somebody ends the demo. */
    private void board(long untilNs) throws IOException, InterruptedException {
        while (System.nanoTime() < untilNs && interrupted.getCount() > 0) {
            progress.println(house.board());
            long left = untilNs - System.nanoTime();
            if (Waiting.pause(Duration.ofNanos(Math.min(left, ROUND.toNanos())), interrupted)) {
                return;
            }
        }
    }

    private static String json(Result result) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("schema", "renkei.demo/1");
            json.writeNumberField("inserts", result.rows().inserts());
            json.writeNumberField("updates", result.rows().updates());
            json.writeNumberField("deletes", result.rows().deletes());
            json.writeBooleanField("enough", result.enough());
            json.writeNumberField("lagP50Ms", result.p50());
            json.writeNumberField("lagP99Ms", result.p99());
            json.writeNumberField("swapGapMs", result.swapGapMs());
            json.writeNumberField("rawBytes", result.rawBytes());
            json.writeNumberField("wireBytes", result.wireBytes());
            json.writeNumberField("differencesByRenkei", result.renkeiDifferences());
            json.writeNumberField("differencesBySql", result.sqlDifferences());
            json.writeNumberField("centreMb", result.centreMb());
            json.writeNumberField("siteMb", result.siteMb());
            json.writeBooleanField("equal", result.good());
            json.writeEndObject();
        }
        return text.toString();
    }

    @Override
    public synchronized void close() {
        interrupted.countDown();
        if (!closed) {
            closed = true;
            house.close();
        }
    }
}
