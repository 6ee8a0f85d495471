package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.fault.LineProxy.End;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Breaks the parts of a fleet, and brings back what a machine room brings back by itself: processes and lines. */
final class Parts {
    private static final String FEDERATION = "13";
    private static final int DOWN_MIN_MS = 300;
    private static final int DOWN_MAX_MS = 1_500;

    /** From shorter to longer than a silent peer takes to be noticed (4 s). */
    private static final int SILENT_MAX_MS = 8_000;

    private final Fleet fleet;
    private final Random random;

    Parts(Fleet fleet, Random random) {
        this.fleet = fleet;
        this.random = random;
    }

    /** At once. */
    void strike(Strike strike) throws IOException, InterruptedException {
        switch (strike) {
            case CENTRE -> fleet.centre().kill();
            case SITE -> fleet.site(FEDERATION).kill();
            case SOURCE -> fleet.source().server().kill();
            case TARGET -> fleet.target().server().kill();
            case CUT -> fleet.proxy().cut();
            case SILENT -> fleet.proxy().silence();
            case SITE_LOST -> fleet.proxy().lose(End.SITE);
            case CENTRE_LOST -> fleet.proxy().lose(End.CENTRE);
        }
    }

    /** A while later. Nothing is done to a line that is half open: new connections are as good as ever. */
    void bringBack(Strike strike) throws IOException, InterruptedException {
        int longest = strike == Strike.SILENT ? SILENT_MAX_MS : DOWN_MAX_MS;
        Waiting.pause(Duration.ofMillis(DOWN_MIN_MS + random.nextInt(longest - DOWN_MIN_MS)));
        fleet.proxy().restore();
        switch (strike) {
            case CENTRE -> fleet.centre().startWithoutWaiting();
            case SITE -> fleet.site(FEDERATION).startWithoutWaiting();
            case SOURCE -> fleet.source().server().start();
            case TARGET -> fleet.target().server().start();
            case CUT, SILENT, SITE_LOST, CENTRE_LOST -> {
                // the line is back
            }
        }
    }
}
