package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.Catalogue;
import io.renkei.demo.internal.server.Gone;
import io.renkei.demo.internal.server.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Works on one payment database in three shapes: many small transactions with inserts, updates and deletes; now and then one large
 * registration; storms of updates on one column. One thread, one session; when the server goes away, it waits for it to come back.
 */
public final class ClaimsGenerator implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    /** Claims of one bill inside a registration; bounds the memory of the rows under way. */
    private static final int CLAIMS_OF_BILL = 100;

    private static final int UPDATES_OF_STORM = 3;

    /** A server that is killed is started again within seconds. */
    private static final Duration GONE_MAX = Duration.ofMinutes(2);

    private static final Duration TRY_AGAIN = Duration.ofMillis(200);

    /** Opens the session of the application. */
    @FunctionalInterface
    public interface Database {
        Connection connect() throws SQLException;
    }

    private final Database database;
    private final LoadSettings settings;
    private final Changes changes;
    private final Tally tally = new Tally();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection session;
    private volatile @Nullable SQLException failure;

    /**
     * @param name of the database, for the thread
     */
    public ClaimsGenerator(String name, Database database, Catalogue catalogue, LoadSettings settings) {
        this.database = database;
        this.settings = settings;
        this.changes = new Changes(catalogue, settings.seed());
        this.thread = new Thread(this::run, "claims " + name);
        this.thread.setDaemon(true);
    }

    /** Begins; once only. */
    public void start() {
        thread.start();
    }

    /** What it has committed. */
    public Tally tally() {
        return tally;
    }

    /** Why it ended before it was stopped, or null. */
    public @Nullable SQLException failure() {
        return failure;
    }

    /** Ends it at a boundary of transactions; a registration under way is rolled back. */
    public void stop() throws InterruptedException {
        stop.countDown();
        thread.join(STOP.toMillis());
        Connection open = session;
        if (thread.isAlive() && open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                failure = e;
            }
            thread.join(STOP.toMillis());
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            long goneSince = System.nanoTime();
            boolean gone = false;
            do {
                try (Connection connection = database.connect()) {
                    session = connection;
                    connection.setAutoCommit(false);
                    gone = false;
                    work(connection);
                } catch (SQLException e) {
                    goneSince = gone ? goneSince : System.nanoTime();
                    gone = true;
                    if (!Gone.is(e) || System.nanoTime() - goneSince > GONE_MAX.toNanos()) {
                        failure = e;
                        return;
                    }
                    changes.unsure();
                }
            } while (!Waiting.pause(TRY_AGAIN, stop));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Connection connection) throws SQLException, InterruptedException {
        long now = System.nanoTime();
        long nextSmall = now;
        long nextStorm = now + settings.stormEvery().toNanos();
        long nextRegistration = now + settings.registrationEvery().toNanos() / 2;
        while (true) {
            long due = Math.min(nextSmall, Math.min(nextStorm, nextRegistration));
            if (Waiting.pause(Duration.ofNanos(due - System.nanoTime()), stop)) {
                return;
            }
            if (due == nextSmall) {
                Work small = new Work(connection, tally, Shape.SMALL);
                changes.small(small);
                small.commit();
                // a slow database shifts the plan: no burst afterwards to make up for it
                nextSmall =
                        Math.max(due, System.nanoTime() - Duration.ofSeconds(1).toNanos())
                                + small.rows() * 1_000_000_000L / settings.rowsPerSecond();
            } else if (due == nextStorm) {
                storm(connection);
                nextStorm = System.nanoTime() + settings.stormEvery().toNanos();
            } else {
                register(connection);
                nextRegistration =
                        System.nanoTime() + settings.registrationEvery().toNanos();
            }
        }
    }

    private void storm(Connection connection) throws SQLException {
        for (int i = 0; i < UPDATES_OF_STORM; i++) {
            Work storm = new Work(connection, tally, Shape.STORM);
            changes.storm(storm, settings.stormRows());
            storm.commit();
        }
    }

    private void register(Connection connection) throws SQLException {
        Work registration = new Work(connection, tally, Shape.REGISTRATION);
        Bill all = changes.beginRegistration(settings.registrationClaims());
        for (int done = 0; done < all.claims(); done += CLAIMS_OF_BILL) {
            if (stop.getCount() == 0) {
                connection.rollback();
                return;
            }
            changes.registerMore(registration, all.firstClaim() + done, Math.min(CLAIMS_OF_BILL, all.claims() - done));
        }
        registration.commit();
        changes.registered(all);
    }
}
