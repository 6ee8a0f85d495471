package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import io.renkei.demo.internal.server.Gone;
import io.renkei.demo.internal.server.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A table of one pair into which rows are only inserted, and which has no key: a row that is applied twice is there twice,
 * and nothing refuses it. A trickle goes into it all the time.
 */
final class Ledger implements AutoCloseable {
    static final String TABLE = "payment.z_fault_ledger";
    static final String SQL = "CREATE TABLE " + TABLE + " (id bigint NOT NULL, note text NOT NULL);"
            + " CREATE INDEX ON " + TABLE + " (id); ALTER TABLE " + TABLE + " REPLICA IDENTITY FULL";

    private static final String INSERT =
            "INSERT INTO " + TABLE + " SELECT id, md5(id::text) FROM generate_series(?::bigint, ?::bigint) id";
    private static final int TRICKLE_ROWS = 5;
    private static final Duration TRICKLE_EVERY = Duration.ofMillis(25);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final Pair pair;
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::trickle, "ledger");
    private long last;
    private volatile @Nullable SQLException failure;

    /**
     * Rows of one transaction.
     *
     * @param committed a place in the source's log behind its commit
     */
    record Burst(long first, long last, String committed) {
        long rows() {
            return last - first + 1;
        }
    }

    /**
     * @param rows in the table
     * @param different different rows in it
     */
    record Count(long rows, long different) {}

    Ledger(Fleet fleet, Pair pair) {
        this.fleet = fleet;
        this.pair = pair;
        thread.setDaemon(true);
    }

    Pair pair() {
        return pair;
    }

    void start() {
        thread.start();
    }

    /** From now on nothing trickles; {@link #burst} still works for the thread that called this. */
    void hold() {
        writing.lock();
    }

    void release() {
        writing.unlock();
    }

    /** Commits so many new rows in one transaction. */
    Burst burst(int rows) throws SQLException {
        try (Connection source = fleet.source().connect(pair.payment())) {
            return insert(source, rows);
        }
    }

    private Burst insert(Connection source, int rows) throws SQLException {
        writing.lock();
        try (PreparedStatement insert = source.prepareStatement(INSERT);
                Statement place = source.createStatement()) {
            long first = last + 1;
            // taken before the commit: nobody knows what became of a commit that was not answered
            last += rows;
            insert.setLong(1, first);
            insert.setLong(2, last);
            insert.executeUpdate();
            try (ResultSet row = place.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
                row.next();
                return new Burst(first, last, row.getString(1));
            }
        } finally {
            writing.unlock();
        }
    }

    private void trickle() {
        try {
            do {
                try (Connection source = fleet.source().connect(pair.payment())) {
                    do {
                        insert(source, TRICKLE_ROWS);
                    } while (!Waiting.pause(TRICKLE_EVERY, stop));
                } catch (SQLException e) {
                    if (!Gone.is(e)) {
                        failure = e;
                        return;
                    }
                }
            } while (!Waiting.pause(TRICKLE_EVERY, stop));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many rows of a burst the target shows. */
    static long shown(Connection target, Burst burst) throws SQLException {
        try (PreparedStatement count =
                target.prepareStatement("SELECT count(*) FROM " + TABLE + " WHERE id BETWEEN ? AND ?")) {
            count.setLong(1, burst.first());
            count.setLong(2, burst.last());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** What is in the table now. */
    static Count count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*), count(DISTINCT id) FROM " + TABLE)) {
            row.next();
            return new Count(row.getLong(1), row.getLong(2));
        }
    }

    /** Ends the trickle. */
    void stop() throws InterruptedException, SQLException {
        stop.countDown();
        thread.join(STOP_MAX.toMillis());
        SQLException why = failure;
        if (why != null) {
            throw new SQLException("the trickle of " + pair.link() + " failed", why);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
