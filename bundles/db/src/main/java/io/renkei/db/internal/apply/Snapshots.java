package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.DigestReply;
import io.renkei.db.internal.wire.DigestRequest;
import io.renkei.db.internal.wire.Digests;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures of the target at barriers, each a transaction of its own connection. At most {@link #HELD_MAX}, each for at most
 * {@link #HELD}; an older picture gives way to a newer one. Safe for any thread.
 */
final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final int HELD_MAX = 4;
    private static final Duration HELD = Duration.ofMinutes(10);

    private final LinkContext context;
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean closed;

    private record Held(String barrier, Connection connection, long sinceNanos) {}

    Snapshots(LinkContext context) {
        this.context = context;
    }

    /** A connection that is ready to take a picture; the caller closes it or gives it to {@link #take}. */
    Connection open() throws SQLException {
        Connection connection = Databases.target(context, Databases.SNAPSHOT);
        try {
            Digests.prepare(connection);
            try (Statement statement = connection.createStatement()) {
                // the server ends a picture that nobody asks about any more
                statement.execute("SET idle_in_transaction_session_timeout = '10min'");
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            abandon(connection);
            throw e;
        }
    }

    /** Takes the picture now and keeps it. */
    void take(String barrier, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            abandon(connection);
            throw e;
        }
        synchronized (this) {
            expire();
            if (held.size() >= HELD_MAX) {
                abandon(held.removeFirst().connection());
            }
            if (closed) {
                abandon(connection);
            } else {
                held.addLast(new Held(barrier, connection, System.nanoTime()));
            }
        }
    }

    /**
     * Answers a digest from the picture of its barrier.
     *
     * @throws PermanentLinkException {@link ErrorCode#VERIFY_FAILED} if there is none, or the database refuses
     */
    DigestReply digest(DigestRequest request) {
        Connection connection = find(request.barrier());
        try {
            // one question at a time: a connection serves one
            synchronized (connection) {
                return Digests.run(connection, request);
            }
        } catch (SQLException e) {
            throw new PermanentLinkException(
                    context.id(), ErrorCode.VERIFY_FAILED, request.table().item() + ": " + Databases.told(e), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.forEach(each -> abandon(each.connection()));
        held.clear();
    }

    private synchronized Connection find(String barrier) {
        expire();
        for (Held each : held) {
            if (each.barrier().equals(barrier)) {
                return each.connection();
            }
        }
        throw new PermanentLinkException(
                context.id(), ErrorCode.VERIFY_FAILED, "the target keeps no picture of barrier " + barrier);
    }

    private void expire() {
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            Held oldest = each.next();
            if (System.nanoTime() - oldest.sinceNanos() > HELD.toNanos()) {
                abandon(oldest.connection());
                each.remove();
            }
        }
    }

    private static void abandon(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing a snapshot failed", e);
        }
    }
}
