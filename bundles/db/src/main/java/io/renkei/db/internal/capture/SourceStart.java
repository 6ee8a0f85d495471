package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.EnvironmentMarker;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.RestartRequest;
import io.renkei.db.internal.wire.TargetStateReply;
import io.renkei.db.internal.wire.TargetStateRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides, before the first row is read, whether and from where a source may be read. */
final class SourceStart {
    /** Before 15 publications carry no column lists. */
    static final int VERSION_MIN = 150_000;

    private static final Duration FAR_SIDE_MAX = Duration.ofSeconds(15);
    private static final int NAMED_MAX = 5;

    private final LinkContext context;
    private final LinkId link;
    private final Connection connection;
    private final String slotName;

    SourceStart(LinkContext context, Connection connection) {
        this.context = context;
        this.link = context.id();
        this.connection = connection;
        this.slotName = SourceCatalog.slotName(link);
    }

    /** What to do first. */
    enum Step {
        /** Read the slot that is there. */
        CONTINUE,
        /** Make a slot and read on from it: the target's rows are right. */
        NEW_SLOT,
        /** Make a slot and copy all tables into the empty target. */
        BASE,
        /** The same, but the target's tables are emptied first. */
        REPLACE
    }

    /**
     * @param from the position of the first batch
     * @param tables those of a base copy, in order
     * @param confirmed what the slot to be read has forgotten: everything before
     */
    record Plan(Step step, Position from, List<Relation> tables, long confirmed) {
        private Plan(Step step, List<Relation> tables) {
            this(step, Position.START, tables, 0);
        }

        private static Plan goOn(@Nullable Slot slot, Position from) {
            return new Plan(Step.CONTINUE, from, List.of(), slot == null ? 0 : slot.confirmed());
        }
    }

    /**
     * @param after end of the journal
     * @throws PermanentLinkException why it may not be read
     */
    Plan plan(Position after) throws SQLException {
        // first of all: not a single row of another federation's database
        EnvironmentMarker.require(connection, link, ErrorCode.SOURCE_NOT_PREPARED);
        checkServer();
        SourceCatalog catalog = new SourceCatalog(context, connection);
        List<SourceTable> tables = tables();
        Slot slot = Slot.read(connection, slotName);
        if (slot != null) {
            // first of all: who is not the owner, or can't go on himself, takes the slot from nobody
            slot.requireNoNewerReader(context);
            if (!after.isStart()) {
                requireCovered(slot, after);
            }
            slot.free(connection, slotName, link);
            // the session that has ended may have moved it
            slot = Slot.read(connection, slotName);
        }
        if (!after.isStart()) {
            return Plan.goOn(slot, covered(slot, after));
        }
        Plan plan = firstPlan(SourceTable.relations(tables), slot);
        boolean base = plan.step() == Step.BASE || plan.step() == Step.REPLACE;
        return base ? new Plan(plan.step(), catalog.parentsFirst(plan.tables())) : plan;
    }

    /**
     * The tables of the link, all of which can be carried and are published as they must be.
     *
     * @throws PermanentLinkException {@link ErrorCode#SOURCE_NOT_PREPARED} naming what is not
     */
    List<SourceTable> tables() throws SQLException {
        List<SourceTable> tables = new SourceCatalog(context, connection).tables();
        checkTables(tables);
        return tables;
    }

    private void checkServer() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('server_version_num')::int,"
                        + " current_setting('wal_level'), current_setting('server_version')")) {
            row.next();
            if (row.getInt(1) < VERSION_MIN) {
                throw new PermanentLinkException(
                        link,
                        ErrorCode.CASE_NOT_HANDLED,
                        "the source is PostgreSQL " + row.getString(3) + "; 15 or later is carried");
            }
            if (!"logical".equals(row.getString(2))) {
                throw notPrepared("wal_level is " + row.getString(2) + ", must be logical");
            }
        }
    }

    private void checkTables(List<SourceTable> tables) throws SQLException {
        if (tables.isEmpty()) {
            throw new PermanentLinkException(
                    link,
                    ErrorCode.POLICY_DENIED,
                    "the lists allow no table on this link: an empty list allows nothing");
        }
        List<String> faults = new ArrayList<>();
        for (SourceTable table : tables) {
            if (!table.fault().isEmpty()) {
                faults.add(table.item() + ": " + table.fault());
            }
        }
        if (faults.isEmpty()) {
            for (String fault : new Publication(slotName, connection).faults(tables)) {
                faults.add("publication " + slotName + ": " + fault);
            }
        }
        if (!faults.isEmpty()) {
            throw notPrepared(some(faults));
        }
    }

    private Position covered(@Nullable Slot slot, Position after) {
        requireCovered(slot, after);
        return after;
    }

    private void requireCovered(@Nullable Slot slot, Position after) {
        String lost = slot == null ? "slot " + slotName + " is gone" : slot.lostAfter(after);
        if (!lost.isEmpty()) {
            lost += slot != null && slot.isReadBy(link) ? "; another node of this link reads the slot" : "";
            throw new PermanentLinkException(link, ErrorCode.SLOT_LOST, lost);
        }
    }

    /** The journal is empty: what does the target hold? */
    private Plan firstPlan(List<Relation> relations, @Nullable Slot slot) {
        TargetStateReply target = askTarget(relations);
        String load = context.settings().text("db.load");
        if (!target.checkpoint().isStart()) {
            boolean covers = slot != null && slot.lostAfter(target.checkpoint()).isEmpty();
            if (covers || !load.equals("replace")) {
                return Plan.goOn(slot, covered(slot, target.checkpoint()));
            }
            restartTarget();
            return new Plan(Step.REPLACE, relations);
        }
        if (load.equals("never")) {
            if (slot != null && !slot.valid()) {
                // a new one would begin now, and nobody knows what was committed since the target was filled
                throw new PermanentLinkException(
                        link,
                        ErrorCode.SLOT_LOST,
                        "slot " + slotName + " is invalid; drop it if the target's rows are right as of now");
            }
            return slot != null ? Plan.goOn(slot, Position.START) : new Plan(Step.NEW_SLOT, List.of());
        }
        if (load.equals("replace")) {
            return new Plan(Step.REPLACE, relations);
        }
        if (!target.filled().isEmpty()) {
            throw new PermanentLinkException(
                    link, ErrorCode.TARGET_NOT_EMPTY, "the target has rows in " + some(target.filled()));
        }
        return new Plan(Step.BASE, relations);
    }

    private TargetStateReply askTarget(List<Relation> relations) {
        TargetStateRequest request = new TargetStateRequest(relations.stream()
                .map(relation -> new TargetStateRequest.Table(relation.schema(), relation.table()))
                .toList());
        byte[] answer = context.farSide().call(TargetStateRequest.CALL, request.encode(), FAR_SIDE_MAX);
        try {
            TargetStateReply reply = TargetStateReply.decode(answer);
            if (!reply.missing().isEmpty()) {
                throw new PermanentLinkException(
                        link, ErrorCode.TARGET_NOT_PREPARED, "the target lacks " + some(reply.missing()));
            }
            return reply;
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(
                    link, ErrorCode.PROTOCOL, "the far half's answer is faulty: " + e.getMessage(), e);
        }
    }

    /** The target stands at a place of another history, which the journal will not hold: the copy is to begin at the start. */
    private void restartTarget() {
        byte[] answer = context.farSide()
                .call(RestartRequest.CALL, new RestartRequest(context.incarnation()).encode(), FAR_SIDE_MAX);
        try {
            if (!RestartRequest.done(answer)) {
                throw new TransientLinkException(
                        link, ErrorCode.LINK_NOT_RUNNING, "the target does not belong to this sender (yet)");
            }
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(
                    link, ErrorCode.PROTOCOL, "the far half's answer is faulty: " + e.getMessage(), e);
        }
    }

    private PermanentLinkException notPrepared(String what) {
        return new PermanentLinkException(link, ErrorCode.SOURCE_NOT_PREPARED, what);
    }

    private static String some(List<String> all) {
        String first = String.join("; ", all.subList(0, Math.min(NAMED_MAX, all.size())));
        return all.size() > NAMED_MAX ? first + "; and " + (all.size() - NAMED_MAX) + " more" : first;
    }
}
