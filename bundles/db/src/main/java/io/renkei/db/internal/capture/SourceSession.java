package io.renkei.db.internal.capture;

import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.capture.SourceStart.Plan;
import io.renkei.db.internal.capture.SourceStart.Step;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of one source: from the log-in to the running stream. {@link #close} may come from any thread. */
final class SourceSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSession.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A new slot waits for all transactions that are open; tried again after that. */
    private static final Duration SLOT_PATIENCE = Duration.ofSeconds(60);

    private static final long STATUS_MAX_MS = 10_000;
    private static final int STATUS_IN_TIMEOUT = 4;

    private final LinkContext context;
    private final LinkId link;
    private final SourceServices services;
    private final TableWatch tables;
    private final String slot;
    private Position from = Position.START;
    private long statusEveryNanos = TimeUnit.MILLISECONDS.toNanos(STATUS_MAX_MS);
    private String address = "";
    private volatile boolean closed;
    private volatile @Nullable ReplicationConnection connection;
    private volatile @Nullable ReplicationStream stream;
    private @Nullable Transactions transactions;
    private @Nullable ScheduledFuture<?> feedback;

    SourceSession(LinkContext context, SourceServices services, TableWatch tables) {
        this.context = context;
        this.link = context.id();
        this.services = services;
        this.tables = tables;
        this.slot = SourceCatalog.slotName(link);
    }

    /**
     * Connects; the stream runs after this, or after the base copy that is returned.
     *
     * @param after end of the journal
     */
    @Nullable BaseBatch open(Position after) {
        try (Connection control = Databases.source(context, "control")) {
            Properties login = Databases.login(context, "source", DatabaseSource.PURPOSE);
            login.setProperty("ApplicationName", Slot.readerName(context));
            address = login.getProperty("PGHOST") + ":" + login.getProperty("PGPORT");
            Plan plan = new SourceStart(context, control).plan(after);
            tables.begin(control, services.heartbeats().transactions(address, control));
            readServer(control);
            from = plan.from();
            ReplicationConnection opened = new ReplicationConnection(login, settings());
            connection = opened;
            if (closed) {
                opened.close();
            }
            BaseBatch base = begin(plan, control, opened);
            services.heartbeats().join(address, context, context.settings().duration("db.heartbeat"));
            return base;
        } catch (IOException e) {
            throw broken(String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private @Nullable BaseBatch begin(Plan plan, Connection control, ReplicationConnection opened)
            throws IOException, SQLException {
        LOG.info(
                "{} source: {} from {}", link, plan.step(), Lsn.text(plan.from().order()));
        if (plan.step() == Step.CONTINUE) {
            start(from, plan.confirmed());
            return null;
        }
        Slot.drop(control, slot);
        if (plan.step() == Step.NEW_SLOT) {
            create(opened, "nothing");
            start(Position.START, 0);
            return null;
        }
        opened.query(Databases.NO_TRANSACTION_TIMEOUT, PATIENCE);
        opened.query("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ", PATIENCE);
        Position to = create(opened, "use");
        BatchHead head = new BatchHead(link, BatchType.BASE, Position.START, "");
        return new BaseBatch(head, opened, plan.tables(), plan.step() == Step.REPLACE, to, clock(opened));
    }

    private Position create(ReplicationConnection opened, String snapshot) throws IOException, SQLException {
        List<@Nullable String> made = opened.query(
                        Sql.format(
                                "CREATE_REPLICATION_SLOT %s LOGICAL pgoutput (SNAPSHOT '%s')",
                                Sql.quote(slot), snapshot),
                        SLOT_PATIENCE.plus(PATIENCE))
                .get(0);
        return Position.of(Lsn.parse(String.valueOf(made.get(1))));
    }

    private static Instant clock(ReplicationConnection opened) throws IOException, SQLException {
        List<@Nullable String> row = opened.query(
                        "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", PATIENCE)
                .get(0);
        return Instant.ofEpochMilli(Long.parseLong(String.valueOf(row.get(0))));
    }

    /** The base copy is durable: the stream begins where it ends. */
    void startAfterBase(Position end) throws IOException, SQLException {
        ReplicationConnection opened = connection;
        if (opened == null) {
            throw new IOException("the source is closed");
        }
        opened.query("COMMIT", PATIENCE);
        start(end, end.order());
    }

    private void start(Position after, long confirmed) throws IOException, SQLException {
        ReplicationConnection opened = connection;
        if (opened == null) {
            throw new IOException("the source is closed");
        }
        Carried last = Carried.of(after);
        // the last transaction comes again, unless the slot has forgotten it: the proof that it is the same source
        boolean resent = last != null && Long.compareUnsigned(confirmed, last.lsn()) <= 0;
        opened.begin(
                Sql.format(
                        "START_REPLICATION SLOT %s LOGICAL %s (proto_version '1', publication_names %s, binary 'true')",
                        Sql.quote(slot),
                        Lsn.text(last == null ? after.order() : last.lsn()),
                        Sql.literal(Sql.quote(slot))),
                'W',
                PATIENCE);
        ReplicationStream running = new ReplicationStream(opened, statusEveryNanos, services.slotStanding());
        stream = running;
        transactions = new Transactions(context, running, after, resent);
        feedback = services.everySecond(() -> feedBack(running));
    }

    private void feedBack(ReplicationStream running) {
        try {
            running.feedback();
        } catch (IOException e) {
            // the reader meets the same fault and tells it
            LOG.debug("{} feedback fails", link, e);
        }
    }

    /** Values come binary; what has no binary form must not depend on the account's settings. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("statement_timeout", "0");
        settings.put("idle_session_timeout", "0");
        settings.put("idle_in_transaction_session_timeout", "0");
        settings.put("lock_timeout", SLOT_PATIENCE.toMillis() + "ms");
        // a table whose rows a rule hides fails instead of being copied in part
        settings.put("row_security", "off");
        settings.put("datestyle", "ISO");
        settings.put("intervalstyle", "postgres");
        settings.put("extra_float_digits", "1");
        settings.put("timezone", "UTC");
        return settings;
    }

    private void readServer(Connection control) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_sender_timeout'")) {
            row.next();
            long timeoutMs = row.getLong(1);
            long everyMs = timeoutMs == 0 ? STATUS_MAX_MS : Math.min(STATUS_MAX_MS, timeoutMs / STATUS_IN_TIMEOUT);
            statusEveryNanos = TimeUnit.MILLISECONDS.toNanos(everyMs);
        }
    }

    /** Where the first batch begins. */
    Position from() {
        return from;
    }

    /** The running stream's transactions. */
    Transactions transactions() throws IOException {
        Transactions running = transactions;
        if (running == null) {
            throw new IOException("the source is not connected");
        }
        return running;
    }

    @Nullable ReplicationStream stream() {
        return stream;
    }

    /** As {@link Heartbeats#transactions(String)}, of this source's server. */
    String transactionsOfServer() {
        return services.heartbeats().transactions(address);
    }

    /** Something comes to the thread that waits in a read. */
    void wakeReader() {
        ReplicationStream running = stream;
        try {
            if (running != null) {
                running.ask();
            }
        } catch (IOException e) {
            // the reader meets the same fault and tells it
            LOG.debug("{} the reader is not woken", link, e);
        }
    }

    /**
     * A place in the write-ahead log behind everything committed before the call. Makes the stream move, so that it passes
     * the place soon.
     */
    long mark() {
        try (Connection control = Databases.source(context, "control");
                Statement statement = control.createStatement()) {
            long place;
            try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()::text")) {
                row.next();
                place = Lsn.parse(row.getString(1));
            }
            // a transaction of its own, because its commit flushes the log and wakes the stream
            statement.execute("SELECT pg_logical_emit_message(true, 'renkei', 'barrier')");
            return place;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    LinkException broken(String why, Exception cause) {
        return new TransientLinkException(link, ErrorCode.SOURCE_UNREACHABLE, why, cause);
    }

    LinkException broken(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            // a publication or slot that went away under the running link
            // or that somebody else has made with our name
            case "42704", "42710" ->
                new PermanentLinkException(link, ErrorCode.SOURCE_NOT_PREPARED, Databases.told(e), e);
            case "55P03" ->
                new TransientLinkException(
                        link,
                        ErrorCode.BASE_FAILED,
                        "transactions at the source stay open for more than " + SLOT_PATIENCE.toSeconds() + " s",
                        e);
            default -> broken(Databases.told(e), e);
        };
    }

    @Override
    public void close() {
        closed = true;
        ScheduledFuture<?> running = feedback;
        if (running != null) {
            running.cancel(false);
        }
        if (!address.isEmpty()) {
            services.heartbeats().leave(address, context);
        }
        ReplicationConnection opened = connection;
        if (opened != null) {
            opened.close();
        }
    }
}
