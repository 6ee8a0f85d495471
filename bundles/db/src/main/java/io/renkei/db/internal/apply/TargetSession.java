package io.renkei.db.internal.apply;

import io.renkei.api.BatchType;
import io.renkei.api.Checkpoint;
import io.renkei.api.Hello;
import io.renkei.api.ItemCount;
import io.renkei.api.LinkContext;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.db.internal.wire.Databases;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A session that writes for one owner of a link, and what it has learned about the target. */
final class TargetSession implements AutoCloseable {
    private static final String RIGHT_MISSING = "42501";

    /** Whatever role and database say, the same at every target. Bounded: a lock is waited for 10 s, a statement 15 min. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("client_encoding", "UTF8"),
            Map.entry("DateStyle", "ISO, YMD"),
            Map.entry("TimeZone", "UTC"),
            Map.entry("IntervalStyle", "postgres"),
            Map.entry("extra_float_digits", "3"),
            Map.entry("search_path", ""),
            Map.entry("xmloption", "content"),
            Map.entry("row_security", "off"),
            Map.entry("default_transaction_isolation", "read committed"),
            Map.entry("idle_session_timeout", "0"),
            Map.entry("client_min_messages", "warning"),
            Map.entry("lock_timeout", "10s"),
            Map.entry("statement_timeout", "15min"),
            Map.entry("idle_in_transaction_session_timeout", "15min"),
            // a crash takes data and checkpoint together, and the sender keeps what it sent
            Map.entry("synchronous_commit", "off"),
            // staging tables have no statistics: only the way over the target's key is never very wrong
            Map.entry("enable_hashjoin", "off"),
            Map.entry("enable_mergejoin", "off"),
            Map.entry("plan_cache_mode", "force_generic_plan"));

    private final Hello owner;
    private final PgSession session;
    private final Pipeline pipeline;
    private final DeclaredTables tables;
    private final BatchApplier batches;
    private final Tally tally = new Tally();
    private String routes = "";

    private TargetSession(LinkContext context, Hello owner, PgSession session, boolean replica) {
        this.owner = owner;
        this.session = session;
        this.pipeline = new Pipeline(session);
        this.tables = new DeclaredTables(context, new TargetCatalog(context.id(), session, replica));
        this.batches = new BatchApplier(owner, session, pipeline, tables, replica, tally);
    }

    /** What the application names of a link's applying sessions begin with. */
    static String namePrefix(LinkContext context) {
        return Databases.applicationName(context.id(), "apply");
    }

    /** Logs in. */
    static TargetSession open(LinkContext context, Hello owner) throws SQLException {
        Properties login = Databases.login(context, "target", "apply");
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        settings.put("application_name", namePrefix(context) + " " + owner.incarnation());
        PgSession session = PgSession.open(login, settings);
        try {
            session.query(Databases.NO_TRANSACTION_TIMEOUT);
            return new TargetSession(context, owner, session, becomeReplica(session));
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Which routes bring what follows: {@code current_setting('renkei.routes', true)} at the target, so that a column
     * with this default holds them for each row.
     */
    void routes(String label) throws SQLException {
        if (!label.equals(routes)) {
            session.query("SELECT set_config('renkei.routes', $1, false)", label);
            routes = label;
        }
    }

    /** Applies a base copy, or a barrier that follows the checkpoint. */
    Checkpoint apply(NumberedBatch batch, Checkpoint now) throws SQLException {
        tally.clear();
        return batch.head().type() == BatchType.BASE
                ? new BaseApplier(owner, session, pipeline, tables, tally).apply(batch, now)
                : moveOnly(batch, now);
    }

    /** Applies a DATA batch that follows the checkpoint, but for one transaction. */
    Checkpoint apply(NumberedBatch batch, Checkpoint now, Position leavesOut) throws SQLException {
        tally.clear();
        return batches.apply(batch, now, leavesOut);
    }

    /** The same for a batch that may hold what the target has had already. */
    Checkpoint replay(NumberedBatch batch, Checkpoint now, Position leavesOut) throws SQLException {
        tally.clear();
        return batches.replay(batch, now, leavesOut);
    }

    /** What the last batch has done; true only if {@link #apply} returned. */
    List<ItemCount> counts() {
        return tally.counts();
    }

    @Override
    public void close() {
        session.close();
    }

    private Checkpoint moveOnly(NumberedBatch batch, Checkpoint now) throws SQLException {
        CheckpointMove.write(pipeline, owner, now.position(), batch, false);
        Pipeline.Trouble trouble = pipeline.sync();
        if (trouble != null) {
            if (trouble.fault() != null) {
                throw trouble.fault();
            }
            throw CheckpointMove.lost(session, owner);
        }
        return CheckpointMove.after(owner, batch);
    }

    /** Whether foreign keys and ordinary triggers now leave the session's changes alone. */
    private static boolean becomeReplica(PgSession session) throws SQLException {
        try {
            session.query("SET session_replication_role = replica");
            return true;
        } catch (SQLException e) {
            if (RIGHT_MISSING.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
