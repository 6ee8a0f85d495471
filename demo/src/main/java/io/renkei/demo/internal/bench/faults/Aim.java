package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.bench.faults.Ledger.Burst;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;

/**
 * Strikes a link at a place of a batch's way. Nothing in the nodes helps: what the batch needs next is locked at the target,
 * or the line's answers are held back, until the servers themselves show that the batch is there.
 */
final class Aim {
    private static final int BURST_ROWS = 4_000;

    /** Until here a burst is on its way on a free machine; later than that it may be there. */
    private static final int ON_ITS_WAY_MS = 30;

    /** Less than the 10 s for which the link waits for a lock. */
    private static final Duration REACH_MAX = Duration.ofSeconds(8);

    /** Less than the 4 s after which the centre takes a silent site for gone. */
    private static final Duration ANSWERS_HELD_MAX = Duration.ofSeconds(3);

    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int TRIES = 10;

    private final Fleet fleet;
    private final Parts parts;
    private final Random random;

    /**
     * What was struck.
     *
     * @param inFlight whether the burst was on its way: not visible at the target after the strike (before it, where the
     *     target itself was struck), or not acknowledged
     * @param hit whether the burst was seen to be in the moment's window
     */
    record Hit(Burst burst, boolean inFlight, boolean hit) {}

    /** A look at a database. */
    private interface Look {
        boolean holds() throws SQLException;
    }

    Aim(Fleet fleet, Parts parts, Random random) {
        this.fleet = fleet;
        this.parts = parts;
        this.random = random;
    }

    /** Strikes. */
    Hit strike(Moment moment, Ledger ledger) throws IOException, SQLException, InterruptedException {
        return switch (moment.window()) {
            case ANYWHERE -> anywhere(moment.strike(), ledger);
            case COPY_CHECKPOINT -> beforeCheckpoint(moment.strike(), ledger);
            case APPLY_ACKNOWLEDGEMENT -> beforeAcknowledgement(moment.strike(), ledger);
            case JOURNAL_SLOT -> beforeSlot(moment.strike(), ledger);
        };
    }

    private Hit anywhere(Strike strike, Ledger ledger) throws IOException, SQLException, InterruptedException {
        try (Connection target = target(ledger)) {
            Burst burst = ledger.burst(BURST_ROWS);
            Waiting.pause(Duration.ofMillis(random.nextInt(ON_ITS_WAY_MS)));
            boolean before = Ledger.shown(target, burst) == 0;
            parts.strike(strike);
            boolean inFlight = strike == Strike.TARGET ? before : Ledger.shown(target, burst) == 0;
            return new Hit(burst, inFlight, true);
        }
    }

    private Hit beforeCheckpoint(Strike strike, Ledger ledger) throws IOException, SQLException, InterruptedException {
        ledger.hold();
        try (Connection rows = target(ledger);
                Connection checkpoint = target(ledger);
                Connection target = target(ledger)) {
            awaitAll(ledger, target);
            rows.setAutoCommit(false);
            execute(rows, "LOCK TABLE " + Ledger.TABLE + " IN SHARE MODE");
            Burst burst = ledger.burst(BURST_ROWS);
            boolean there = reached(() -> Looks.waitsBeforeRows(target, ledger.pair()));
            checkpoint.setAutoCommit(false);
            execute(
                    checkpoint,
                    "SELECT 1 FROM renkei.renkei_checkpoint WHERE link = '"
                            + ledger.pair().link() + "' FOR UPDATE");
            rows.rollback();
            there = there && reached(() -> Looks.waitsBeforeCheckpoint(target, ledger.pair()));
            parts.strike(strike);
            return new Hit(burst, there, there);
        } finally {
            ledger.release();
        }
    }

    private Hit beforeAcknowledgement(Strike strike, Ledger ledger)
            throws IOException, SQLException, InterruptedException {
        ledger.hold();
        try (Connection target = target(ledger)) {
            for (int left = TRIES; ; left--) {
                awaitAll(ledger, target);
                fleet.proxy().holdAnswers();
                Burst burst = ledger.burst(BURST_ROWS);
                boolean there = reached(ANSWERS_HELD_MAX, () -> Ledger.shown(target, burst) == burst.rows());
                if (there || left == 1) {
                    parts.strike(strike);
                    // the answer that was held back never comes
                    fleet.proxy().cut();
                    return new Hit(burst, there, there);
                }
                // other batches were before it, and no more go out unanswered
                fleet.proxy().restore();
            }
        } finally {
            ledger.release();
        }
    }

    /** The target takes the burst's rows only after the strike: what waits there has been read from the journal. */
    private Hit beforeSlot(Strike strike, Ledger ledger) throws IOException, SQLException, InterruptedException {
        ledger.hold();
        try {
            for (int left = TRIES; ; left--) {
                try (Connection rows = target(ledger);
                        Connection target = target(ledger)) {
                    awaitAll(ledger, target);
                    rows.setAutoCommit(false);
                    execute(rows, "LOCK TABLE " + Ledger.TABLE + " IN SHARE MODE");
                    Burst burst = ledger.burst(BURST_ROWS);
                    boolean there = reached(() -> Looks.waitsBeforeRows(target, ledger.pair()))
                            && Looks.slotIsBefore(fleet, ledger.pair(), burst.committed());
                    if (there || left == 1) {
                        parts.strike(strike);
                        boolean still =
                                strike == Strike.SOURCE || Looks.slotIsBefore(fleet, ledger.pair(), burst.committed());
                        return new Hit(burst, there, there && still);
                    }
                }
            }
        } finally {
            ledger.release();
        }
    }

    /** Whatever came before is at the target: the burst that follows is a batch of its own, or the first of one. */
    private static void awaitAll(Ledger ledger, Connection target)
            throws SQLException, InterruptedException, IOException {
        Burst marker = ledger.burst(1);
        if (!reached(() -> Ledger.shown(target, marker) == 1)) {
            throw new IOException(ledger.pair().link() + " does not catch up");
        }
    }

    private static boolean reached(Look look) throws SQLException, InterruptedException {
        return reached(REACH_MAX, look);
    }

    private static boolean reached(Duration bound, Look look) throws SQLException, InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        while (!look.holds()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Waiting.pause(LOOK);
        }
        return true;
    }

    private Connection target(Ledger ledger) throws SQLException {
        return fleet.target().server().connect(ledger.pair().copy());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
