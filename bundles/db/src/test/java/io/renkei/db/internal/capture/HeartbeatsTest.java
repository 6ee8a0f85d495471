package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server's beats tell about its transactions. */
class HeartbeatsTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private SourceRig rig;
    private Heartbeats heartbeats;
    private String address;

    @BeforeEach
    void start() throws SQLException {
        rig = SourceRig.of("CREATE TABLE claim (id int PRIMARY KEY)").started();
        heartbeats = rig.services.heartbeats();
        address = rig.url.substring("jdbc:postgresql://".length(), rig.url.lastIndexOf('/'));
    }

    @AfterEach
    void close() throws SQLException {
        rig.close();
    }

    /** Waits until a beat tells what a session of its own is told now. */
    private String told() throws SQLException {
        long end = System.nanoTime() + WAIT_NANOS;
        while (true) {
            String now = heartbeats.transactions(address, rig.connection);
            if (now.equals(heartbeats.transactions(address))) {
                return now;
            }
            assertTrue(System.nanoTime() < end, "the beats tell something else");
        }
    }

    @Test
    void whatIsReadAndTheBeatsThemselvesChangeNothing() throws SQLException {
        long end = System.nanoTime() + WAIT_NANOS;
        boolean same = false;
        // the server's own work, autovacuum, may come between
        while (!same) {
            assertTrue(System.nanoTime() < end, "each beat looks like a transaction");
            String before = told();
            awaitBeats();
            rig.query("SELECT count(*) FROM claim");
            same = before.equals(told());
        }
    }

    /** A checkpoint moves the log without a transaction; the beats answer with messages of their own. */
    private void awaitBeats() throws SQLException {
        String place = "SELECT pg_current_wal_insert_lsn()::text";
        rig.execute("CHECKPOINT");
        String before = rig.query(place);
        long end = System.nanoTime() + WAIT_NANOS;
        while (before.equals(rig.query(place))) {
            assertTrue(System.nanoTime() < end, "no beat follows a checkpoint");
        }
    }

    @Test
    void aTransactionInAnotherDatabaseIsSeenWhenItEndsHoweverLateThatIs() throws SQLException {
        SourceRig other = SourceRig.of("CREATE TABLE other (id int)");
        try (Connection late = DriverManager.getConnection(other.url, "postgres", "");
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("ALTER TABLE other ADD note text");
            rig.execute("INSERT INTO claim VALUES (1)");
            String open = told();
            late.commit();
            assertNotEquals(open, told());
        } finally {
            other.close();
        }
    }

    @Test
    void nothingIsKnownOfAServerThatIsNotAsked() {
        assertEquals(Heartbeats.UNKNOWN, heartbeats.transactions("elsewhere:5432"));
    }
}
