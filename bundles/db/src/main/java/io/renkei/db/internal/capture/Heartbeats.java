package io.renkei.db.internal.capture;

import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small message in the write-ahead log of each source server while one of its links runs. PostgreSQL's logical walsender
 * can miss the wake-up of a commit and sleep on; the next flush wakes it. One session a server, not a link; a server whose
 * log does not move gets no message either, and is asked less often.
 */
final class Heartbeats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    /** {@link #transactions} of a server that could not be asked. */
    static final String UNKNOWN = "";

    private static final int BEATS_AFTER_CHANGE = 2;

    /** A server whose log has not moved for so long is quiet: even a missed wake-up there must end within half a second. */
    private static final long QUIET_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long QUIET_BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final String SNAPSHOT = "pg_current_snapshot()::text";
    private static final int FAILED_BEATS_SKIPPED = 100;
    private static final int ANSWER_SECONDS = 10;

    /** A page header of 24 or 40 bytes may lie between the end of a message and the next free place. */
    private static final long PAGE_HEAD_BYTES = 40;

    private static final int FLUSH_ARGUMENT_SINCE = 170_000;

    private final ScheduledExecutorService timer;
    private final Map<String, Server> servers = new HashMap<>();

    Heartbeats(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Begins to beat for the link's server, with the link's login unless others are there already. */
    synchronized void join(String address, LinkContext context, Duration every) {
        Server server = servers.computeIfAbsent(address, Server::new);
        server.links.add(context);
        if (server.task == null) {
            server.quietBeats = (int) (QUIET_BEAT_NANOS / every.toNanos());
            server.task =
                    timer.scheduleWithFixedDelay(server::beat, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends it with the last link of the server. */
    void leave(String address, LinkContext context) {
        Server ended;
        synchronized (this) {
            Server server = servers.get(address);
            if (server == null) {
                return;
            }
            server.links.remove(context);
            if (!server.links.isEmpty()) {
                return;
            }
            ended = servers.remove(address);
        }
        if (ended != null) {
            ended.end();
        }
    }

    /**
     * What the server's transactions that write have come to, as of the last beat: while it does not change, none has ended.
     * The beats' own are left out. {@link #UNKNOWN}: the server can't be asked.
     */
    synchronized String transactions(String address) {
        Server server = servers.get(address);
        return server == null ? UNKNOWN : server.transactions;
    }

    /** As {@link #transactions(String)}, as of now. */
    String transactions(String address, Connection control) throws SQLException {
        String snapshot = text(control, "SELECT " + SNAPSHOT, 1)[0];
        // read after it, so never less than those that the snapshot has seen: what differs is looked at once too often
        return foreign(snapshot, own(address));
    }

    private synchronized long own(String address) {
        Server server = servers.get(address);
        return server == null ? 0 : server.own.get();
    }

    /**
     * @param snapshot xmin:xmax:those below xmax that still run. With each one that ends xmax grows or the list shrinks.
     * @param own how many of those that have ended are left out
     */
    private static String foreign(String snapshot, long own) throws SQLException {
        String[] parts = snapshot.split(":", 3);
        if (parts.length < 3) {
            throw new SQLException("not a snapshot: " + snapshot);
        }
        return Long.parseLong(parts[1]) - own + ":" + parts[2];
    }

    private static String[] text(Connection open, String question, int columns) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(question);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String[] answer = new String[columns];
            for (int i = 0; i < columns; i++) {
                answer[i] = row.getString(i + 1);
            }
            return answer;
        }
    }

    private synchronized @Nullable LinkContext anyLink(Server server) {
        return server.links.isEmpty() ? null : server.links.get(0);
    }

    @Override
    public void close() {
        List<Server> all;
        synchronized (this) {
            all = new ArrayList<>(servers.values());
            servers.clear();
        }
        all.forEach(Server::end);
    }

    /** One database server; its beats come one after the other. */
    private final class Server {
        private final String address;
        private final List<LinkContext> links = new ArrayList<>();
        private @Nullable ScheduledFuture<?> task;
        private @Nullable Connection connection;
        private boolean ended;
        private boolean flushArgument;
        private int quietBeats;
        private volatile String transactions = UNKNOWN;
        private final AtomicLong own = new AtomicLong();
        private long last;
        private long moved = System.nanoTime();
        private int owed;
        private int skip;

        private Server(String address) {
            this.address = address;
        }

        private synchronized void beat() {
            LinkContext link = anyLink(this);
            if (ended || link == null || skip-- > 0) {
                return;
            }
            skip = 0;
            try {
                Connection open = connection;
                if (open == null) {
                    open = connect(link);
                    connection = open;
                }
                beat(open);
            } catch (SQLException | LinkException e) {
                LOG.debug("heartbeat at {} fails", address, e);
                skip = FAILED_BEATS_SKIPPED;
                disconnect();
            }
        }

        private Connection connect(LinkContext link) throws SQLException {
            Connection open = Databases.source(link, "heartbeat");
            open.setNetworkTimeout(Runnable::run, (int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
            try (Statement statement = open.createStatement();
                    ResultSet row = statement.executeQuery("SELECT current_setting('server_version_num')::int")) {
                row.next();
                flushArgument = row.getInt(1) >= FLUSH_ARGUMENT_SINCE;
            }
            return open;
        }

        private void beat(Connection open) throws SQLException {
            String[] state = text(open, "SELECT pg_current_wal_insert_lsn()::text, " + SNAPSHOT, 2);
            transactions = foreign(state[1], own.get());
            long end = Lsn.parse(state[0]);
            if (end - last > PAGE_HEAD_BYTES || end < last) {
                owed = BEATS_AFTER_CHANGE;
                moved = System.nanoTime();
            }
            if (owed > 0) {
                owed--;
                emit(open);
            } else if (System.nanoTime() - moved > QUIET_AFTER_NANOS) {
                skip = quietBeats - 1;
            }
        }

        private void emit(Connection open) throws SQLException {
            if (flushArgument) {
                last = Lsn.parse(text(open, "SELECT pg_logical_emit_message(false, 'renkei', '', true)::text", 1)[0]);
                return;
            }
            // before 17 only the commit of a transaction flushes the log; counted before it can end
            own.incrementAndGet();
            text(open, "SELECT pg_logical_emit_message(true, 'renkei', '')::text", 1);
            last = Lsn.parse(text(open, "SELECT pg_current_wal_insert_lsn()::text", 1)[0]);
        }

        private void end() {
            ScheduledFuture<?> running = task;
            if (running != null) {
                running.cancel(false);
            }
            synchronized (this) {
                ended = true;
                disconnect();
            }
        }

        private void disconnect() {
            Connection open = connection;
            connection = null;
            transactions = UNKNOWN;
            // whether the last one has ended is not known; what was told before is never told again
            own.set(0);
            if (open == null) {
                return;
            }
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("closing the heartbeat's session at {} fails", address, e);
            }
        }
    }
}
