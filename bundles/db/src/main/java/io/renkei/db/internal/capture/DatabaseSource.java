package io.renkei.db.internal.capture;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.capture.BarrierQueue.Waiting;
import io.renkei.db.internal.capture.ReplicationStream.Next;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Lsn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source of a database link: a base copy if one is due, then the transactions of its slot. */
final class DatabaseSource implements CaptureSource {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSource.class);

    /** While a barrier waits the server is asked so often how far it is. */
    private static final long BARRIER_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** An idle slot must not keep the write-ahead log of the server's other databases. */
    private static final long IDLE_ADVANCE_BYTES = 4L * 1024 * 1024;

    private static final long IDLE_ADVANCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Making a snapshot takes up to 25 s; then there is the log-in. */
    private static final Duration PLACE_MAX = Duration.ofSeconds(40);

    private final LinkContext context;
    private final LinkId link;
    private final SourceServices services;
    private final BarrierQueue barriers;
    private final SourceSession session;
    private final TableWatch tables;
    private final FrameBuffer buffer = new FrameBuffer();
    private final StreamBatch.Limits limits;
    private @Nullable SourceBatch current;
    private Position position = Position.START;
    private volatile Position released = Position.START;
    private volatile boolean woken;
    private Instant newestCommit = Instant.EPOCH;
    private long advanced;

    DatabaseSource(LinkContext context, SourceServices services) {
        this.context = context;
        this.link = context.id();
        this.services = services;
        this.barriers = new BarrierQueue(link);
        this.tables = new TableWatch(context);
        this.session = new SourceSession(context, services, tables);
        this.limits = new StreamBatch.Limits(
                context.settings().bytes("db.batch.bytes"), context.settings().integer("db.batch.rows"));
    }

    @Override
    public void open(Position after) {
        current = session.open(after);
        position = session.from();
        released = position;
        advanced = System.nanoTime();
    }

    @Override
    public @Nullable Batch next(Duration maxWait) {
        SourceBatch before = current;
        if (before instanceof BaseBatch base && !base.closed()) {
            return base;
        }
        try {
            if (before != null) {
                leave(before);
            }
            SourceBatch next = next(System.nanoTime() + maxWait.toNanos());
            current = next;
            return next;
        } catch (IOException e) {
            throw session.broken(String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw session.broken(e);
        }
    }

    private void leave(SourceBatch before) throws IOException, SQLException {
        if (!before.closed()) {
            throw new IllegalStateException("the batch before is not closed");
        }
        if (!before.complete()) {
            throw new TransientLinkException(
                    link, ErrorCode.SOURCE_UNREACHABLE, "the batch before was not read to its end: connect anew");
        }
        BatchEnd end = before.end();
        position = end.to();
        newestCommit = end.newestCommit();
        current = null;
        if (before instanceof BaseBatch) {
            session.startAfterBase(position);
        }
    }

    private @Nullable SourceBatch next(long deadline) throws IOException, SQLException {
        Transactions transactions = session.transactions();
        ReplicationStream stream = transactions.stream();
        while (true) {
            tables.look(stream.received(), session::transactionsOfServer);
            Waiting snapshot = barriers.unplacedSnapshot();
            if (snapshot != null) {
                place(snapshot);
            }
            Waiting due = barriers.takeDue(Math.max(position.order(), stream.received()));
            if (due != null) {
                return barrier(due);
            }
            boolean waiting = !barriers.isEmpty();
            Next next = transactions.nextBegin(waiting ? soon(deadline) : deadline);
            if (next == Next.CHANGE && barriers.mayPass(transactions.commitLsn())) {
                return new StreamBatch(head(BatchType.DATA, ""), transactions, limits, barriers::mayPass, buffer);
            }
            if (next == Next.CHANGE) {
                Waiting before = barriers.takeDue(transactions.commitLsn());
                if (before != null) {
                    return barrier(before);
                }
            } else if (next == Next.KEEPALIVE && idleAdvanceIsDue(stream.received())) {
                return advance(stream.received());
            } else if (next == Next.NOTHING && waiting) {
                stream.ask();
            }
            if (next != Next.CHANGE && (woken || System.nanoTime() - deadline >= 0)) {
                woken = false;
                return null;
            }
        }
    }

    private static long soon(long deadline) {
        long now = System.nanoTime();
        return now + Math.min(deadline - now, BARRIER_POLL_NANOS);
    }

    private BatchHead head(BatchType type, String label) {
        return new BatchHead(link, type, position, label);
    }

    private SourceBatch barrier(Waiting due) {
        long lsn = due.placed().getNow(position.order());
        Position to = Long.compareUnsigned(lsn, position.order()) > 0 ? moved(lsn) : position;
        BatchHead head = head(BatchType.BARRIER, due.request().id());
        BatchEnd end = new BatchEnd(to, newestCommit, 0, due.request().snapshot() ? ReadyBatch.MESSAGE_BYTES : 0);
        return due.request().snapshot() ? new ReadyBatch(head, end, 's') : new ReadyBatch(head, end);
    }

    /** A later position with no transaction between. */
    private Position moved(long lsn) {
        return new Position(lsn, position.token());
    }

    private boolean idleAdvanceIsDue(long received) {
        long behind = received - position.order();
        return released.equals(position)
                && behind > 0
                && (behind > IDLE_ADVANCE_BYTES || System.nanoTime() - advanced > IDLE_ADVANCE_NANOS);
    }

    /** Moves the position without data: what the slot may forget is always written in the journal first. */
    private SourceBatch advance(long received) {
        advanced = System.nanoTime();
        return new ReadyBatch(head(BatchType.DATA, ""), new BatchEnd(moved(received), newestCommit, 0, 0));
    }

    /** Makes the snapshot here, between two transactions, so that the stream has not passed its place. */
    private void place(Waiting snapshot) {
        try {
            if (!services.snapshots().room(link)) {
                throw new TransientLinkException(
                        link, ErrorCode.VERIFY_FAILED, Snapshots.KEPT_MAX + " snapshots of this link are in use");
            }
            SnapshotMaker.Made made = new SnapshotMaker(context).make();
            services.snapshots().keep(link, snapshot.request().id(), made.connection());
            snapshot.placed().complete(made.lsn());
        } catch (LinkException e) {
            barriers.remove(snapshot);
            snapshot.placed().completeExceptionally(e);
        }
    }

    @Override
    public void release(Position durable) {
        released = durable;
        ReplicationStream stream = session.stream();
        if (stream != null) {
            stream.confirm(durable.order());
        }
    }

    @Override
    public void cut(BarrierRequest request) {
        // the place is asked for after the call and before the barrier can be given
        Waiting waiting = barriers.add(request);
        try {
            long place = session.mark();
            tables.due();
            session.wakeReader();
            if (request.snapshot()) {
                waiting.placed().get(PLACE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                waiting.placed().complete(place);
            }
        } catch (LinkException e) {
            barriers.remove(waiting);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LinkException cause ? cause : failed(e);
        } catch (TimeoutException e) {
            barriers.remove(waiting);
            services.snapshots().drop(request.id());
            throw failed(e);
        } catch (InterruptedException e) {
            barriers.remove(waiting);
            services.snapshots().drop(request.id());
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private TransientLinkException failed(Exception cause) {
        return new TransientLinkException(
                link, ErrorCode.VERIFY_FAILED, "the source did not come to the barrier in time", cause);
    }

    @Override
    public void wakeUp() {
        woken = true;
        session.wakeReader();
    }

    @Override
    public void close() {
        LOG.debug("{} closes its source at {}", link, Lsn.text(position.order()));
        session.close();
        barriers.close(new TransientLinkException(link, ErrorCode.LINK_NOT_RUNNING, "the source was closed"));
    }

    /** What {@link Databases} calls the session that reads the slot. */
    static final String PURPOSE = "capture";
}
