package io.renkei.db.internal.apply;

import io.renkei.api.ApplyTarget;
import io.renkei.api.BatchType;
import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TargetPlace;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.apply.Checkpoints.Stored;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.DigestRequest;
import io.renkei.db.internal.wire.Digests;
import io.renkei.db.internal.wire.EnvironmentMarker;
import io.renkei.db.internal.wire.LeaveOutRequest;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.MoveRequest;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.RestartRequest;
import io.renkei.db.internal.wire.Sql;
import io.renkei.db.internal.wire.TargetPlaces;
import io.renkei.db.internal.wire.TargetStateReply;
import io.renkei.db.internal.wire.TargetStateRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL database as the target of a link. A fault ends the applying session, which rolls back; the next batch, or
 * the next claim, begins a new one at the checkpoint that the target holds.
 */
public final class TargetDatabase implements ApplyTarget {
    private static final Logger LOG = LoggerFactory.getLogger(TargetDatabase.class);

    private final LinkContext context;
    private final LinkId link;
    private final TargetProbe probe;
    private final Snapshots snapshots;
    private @Nullable Hello owner;
    private @Nullable Checkpoint checkpoint;
    private Epoch batchEpoch = Epoch.NONE;

    /** While the checkpoint is before this, changes come again that the target has had. */
    private Position replayedTo = Position.START;

    /** The transaction to leave out when it comes. */
    private Position leavesOut = Position.START;

    private volatile @Nullable TargetSession session;
    private volatile boolean closed;

    /** Name and version of the routes that bring the batches. */
    private String routes = "";

    /** Not connected yet. */
    public TargetDatabase(LinkContext context) {
        this.context = context;
        this.link = context.id();
        this.probe = new TargetProbe(context);
        this.snapshots = new Snapshots(context);
    }

    @Override
    public Checkpoint claim(Hello hello) {
        endSession();
        owner = null;
        try (Connection connection = Databases.target(context, "claim")) {
            EnvironmentMarker.require(connection, link, ErrorCode.TARGET_NOT_PREPARED);
            requireTable(connection);
            Stored stored = Checkpoints.claim(connection, hello, TargetSession.namePrefix(context));
            Checkpoint claimed = stored.checkpoint();
            session = TargetSession.open(context, hello);
            endIfClosed();
            owner = hello;
            checkpoint = claimed;
            batchEpoch = stored.batchEpoch();
            replayedTo = stored.replayedTo();
            leavesOut = stored.leavesOut();
            LOG.info("{} target claimed: epoch={} position={}", link, hello.epoch(), claimed.position());
            return claimed;
        } catch (SQLException e) {
            throw TargetErrors.of(link, e, "");
        }
    }

    @Override
    public void routes(String label) {
        routes = label;
    }

    @Override
    public void apply(NumberedBatch batch) {
        boolean done = false;
        try {
            TargetSession open = session();
            open.routes(routes);
            Checkpoint now = checkpoint();
            if (!isIn(batch, now)) {
                checkpoint = write(open, batch, now);
                batchEpoch = batch.epoch();
                context.reporter().counted(open.counts());
            }
            done = true;
        } catch (SQLException e) {
            throw TargetErrors.of(link, e, "");
        } finally {
            if (!done) {
                endSession();
            }
        }
    }

    @Override
    public LinkProbe probe() {
        return probe.ask();
    }

    @Override
    public byte[] control(String name, byte[] request) {
        try {
            return switch (name) {
                case TargetStateRequest.CALL ->
                    state(TargetStateRequest.decode(request)).encode();
                case DigestRequest.CALL ->
                    snapshots.digest(DigestRequest.decode(request)).encode();
                case RestartRequest.CALL -> RestartRequest.answer(restart(RestartRequest.decode(request)));
                case TargetPlaces.CALL -> {
                    TargetPlaces.check(request);
                    yield TargetPlaces.encode(place());
                }
                case MoveRequest.CALL -> MoveRequest.answer(move(MoveRequest.decode(request)));
                case LeaveOutRequest.CALL -> {
                    LeaveOutRequest wanted = LeaveOutRequest.decode(request);
                    yield MoveRequest.answer(asked(connection -> Moves.leaveOut(connection, link, wanted)));
                }
                default -> throw new PermanentLinkException(link, ErrorCode.CONTROL_FAILED, "unknown question " + name);
            };
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(link, ErrorCode.CONTROL_FAILED, name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        endSession();
        snapshots.close();
        probe.close();
    }

    /** Whether the target holds the batch already. */
    private boolean isIn(NumberedBatch batch, Checkpoint now) {
        Position from = batch.head().from();
        Position to = batch.end().to();
        boolean notBeyond = to.compareTo(now.position()) <= 0;
        if (batch.head().type() == BatchType.BASE) {
            if (!from.isStart()) {
                throw new PermanentLinkException(link, ErrorCode.PROTOCOL, "a base copy that begins at " + from);
            }
            // a journal that was lost counts from 1 again, in a later epoch: its copy is another one
            int journal = batch.epoch().compareTo(batchEpoch);
            return notBeyond && (journal < 0 || (journal == 0 && batch.seq() <= now.batchSeq()));
        }
        if (from.equals(now.position())) {
            return false;
        }
        if (notBeyond) {
            return true;
        }
        throw new TransientLinkException(
                link,
                ErrorCode.POSITION_MISMATCH,
                "batch " + batch.seq() + " begins at " + from + ", the target stands at " + now.position());
    }

    private Checkpoint write(TargetSession open, NumberedBatch batch, Checkpoint now) throws SQLException {
        boolean again = now.position().compareTo(replayedTo) < 0;
        if (batch.head().type() == BatchType.BARRIER) {
            // whoever asked for a barrier that comes again has gone; and what it would show is of no one time
            return again ? open.apply(batch, now) : pass(open, batch, now);
        }
        if (batch.head().type() == BatchType.BASE) {
            Checkpoint copied = open.apply(batch, now);
            replayedTo = Position.START;
            leavesOut = Position.START;
            return copied;
        }
        Checkpoint after = again ? open.replay(batch, now, leavesOut) : open.apply(batch, now, leavesOut);
        if (again && after.position().compareTo(replayedTo) >= 0) {
            LOG.info("{} everything has come again that the target had: position={}", link, after.position());
        }
        if (!leavesOut.isStart() && after.position().compareTo(leavesOut) > 0) {
            LOG.warn("{} transaction {} was left out", link, Lsn.text(leavesOut.order()));
            leavesOut = Position.START;
        }
        return after;
    }

    /** Moves the checkpoint to a barrier and, if it asks for one, takes a picture before anything later comes. */
    private Checkpoint pass(TargetSession open, NumberedBatch batch, Checkpoint now) throws SQLException {
        PgOutputReader reader = new PgOutputReader(batch);
        boolean picture = false;
        while (reader.next()) {
            picture |= reader.type() == 's';
        }
        Connection ready = picture ? snapshots.open() : null;
        boolean moved = false;
        try {
            Checkpoint after = open.apply(batch, now);
            moved = true;
            if (ready != null) {
                snapshots.take(batch.head().label(), ready);
            }
            return after;
        } finally {
            if (!moved && ready != null) {
                ready.close();
            }
        }
    }

    private TargetSession session() throws SQLException {
        TargetSession open = session;
        if (open != null) {
            return open;
        }
        Hello hello = owner;
        if (hello == null || closed) {
            throw new TransientLinkException(link, ErrorCode.LINK_NOT_RUNNING, "the target is not claimed");
        }
        try (Connection connection = Databases.target(context, "claim")) {
            Stored stored = Checkpoints.read(connection, link);
            boolean own = stored != null
                    && stored.checkpoint().epoch().equals(hello.epoch())
                    && stored.incarnation().equals(hello.incarnation());
            if (stored == null || !own) {
                throw new FencedException(
                        link,
                        hello.epoch(),
                        stored == null ? hello.epoch() : stored.checkpoint().epoch());
            }
            checkpoint = stored.checkpoint();
            batchEpoch = stored.batchEpoch();
            replayedTo = stored.replayedTo();
            leavesOut = stored.leavesOut();
        }
        open = TargetSession.open(context, hello);
        session = open;
        endIfClosed();
        return open;
    }

    private Checkpoint checkpoint() {
        Checkpoint now = checkpoint;
        if (now == null) {
            throw new IllegalStateException("a session without a checkpoint");
        }
        return now;
    }

    private void requireTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM pg_attribute WHERE attrelid ="
                        + " to_regclass('renkei.renkei_checkpoint') AND attname = '" + Checkpoints.NEWEST_COLUMN
                        + "'")) {
            found.next();
            if (found.getInt(1) == 0) {
                throw new PermanentLinkException(
                        link,
                        ErrorCode.TARGET_NOT_PREPARED,
                        "the table renkei.renkei_checkpoint is missing or of an earlier release (renkei:db-prepare)");
            }
        }
    }

    private TargetStateReply state(TargetStateRequest request) {
        return asked(connection -> {
            Stored stored = Checkpoints.read(connection, link);
            List<String> filled = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (TargetStateRequest.Table table : request.tables()) {
                if (!exists(connection, table)) {
                    missing.add(table.item());
                } else if (holdsRows(connection, table)) {
                    filled.add(table.item());
                }
            }
            Position position =
                    stored == null ? Position.START : stored.checkpoint().position();
            return new TargetStateReply(position, filled, missing);
        });
    }

    private boolean restart(RestartRequest request) {
        return asked(connection -> Checkpoints.restart(connection, link, request.incarnation()));
    }

    private TargetPlace place() {
        return asked(connection -> Moves.place(connection, link));
    }

    private boolean move(MoveRequest request) {
        boolean done = asked(connection -> Moves.move(connection, link, request));
        if (done) {
            LOG.info(
                    "{} target moved from {} to {}",
                    link,
                    request.move().seen().position(),
                    request.move().to());
        }
        return done;
    }

    /** Something asked of the link's row, over a connection of its own. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T asked(Question<T> question) {
        try (Connection connection = Databases.target(context, "state")) {
            EnvironmentMarker.require(connection, link, ErrorCode.TARGET_NOT_PREPARED);
            requireTable(connection);
            return question.ask(connection);
        } catch (SQLException e) {
            throw TargetErrors.of(link, e, "");
        }
    }

    private static boolean exists(Connection connection, TargetStateRequest.Table table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, Sql.quote(table.schema(), table.name()));
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        }
    }

    private static boolean holdsRows(Connection connection, TargetStateRequest.Table table) throws SQLException {
        String sql = Sql.format("SELECT 1 FROM %s LIMIT 1", Digests.rows(connection, table));
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next();
        }
    }

    private void endSession() {
        TargetSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /** {@link #close} may have come while a session was being opened. */
    private void endIfClosed() {
        if (closed) {
            endSession();
        }
    }
}
