package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.Tuples;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a chunk in sets. Where the session is a replica (no foreign key, no trigger looks): net changes per key, rows
 * staged by COPY and then joined, deletes before updates before inserts. Where it is not: in source order, runs of inserts
 * into one table by COPY. What can't be part of a set is written one by one at its place.
 */
final class SetApplier {
    /** Below this many rows a set costs more than single statements do. */
    static final int SET_MIN = 64;

    private static final int COPY_MIN = 16;

    private final Pipeline pipeline;
    private final RowApplier rows;
    private final boolean replica;
    private final Map<TargetTable, String> stagings = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private final List<String> madeInChunk = new ArrayList<>();
    private final Set<TargetTable> sameForm = new HashSet<>();

    SetApplier(Pipeline pipeline, RowApplier rows, boolean replica) {
        this.pipeline = pipeline;
        this.rows = rows;
        this.replica = replica;
    }

    /** Writes a chunk; {@link #undone} or {@link #done} follows. */
    void write(Chunk chunk) throws SQLException {
        sameForm.clear();
        try {
            if (replica) {
                writeNet(chunk);
            } else {
                writeRuns(chunk);
            }
        } catch (IOException e) {
            throw Pipeline.broken(e);
        }
    }

    /** The chunk is in the target's transaction. */
    void done() {
        madeInChunk.clear();
    }

    /** The chunk was rolled back, and what was made for it with it. */
    void undone() {
        madeInChunk.forEach(made::remove);
        madeInChunk.clear();
    }

    private void writeRuns(Chunk chunk) throws SQLException, IOException {
        int from = 0;
        while (from < chunk.size()) {
            int to = from + 1;
            if (copies(chunk, from)) {
                TargetTable table = chunk.table(from);
                while (to < chunk.size() && copies(chunk, to) && chunk.table(to) == table) {
                    to++;
                }
            }
            if (to - from >= COPY_MIN) {
                IntList run = new IntList();
                for (int change = from; change < to; change++) {
                    run.add(change);
                }
                copyRows(chunk, run, chunk.table(from).copy());
            } else {
                rows.write(chunk, from, to);
            }
            from = to;
        }
    }

    private static boolean copies(Chunk chunk, int change) {
        return chunk.type(change) == 'I'
                && !chunk.hasText(change)
                && !chunk.hasUnchanged(change)
                && !chunk.table(change).inOrder();
    }

    private void writeNet(Chunk chunk) throws SQLException, IOException {
        NetChanges net = new NetChanges(chunk);
        int from = 0;
        for (int change = 0; change < chunk.size(); change++) {
            if (isBarrier(chunk, change)) {
                writeSegment(chunk, net, from, change);
                rows.write(chunk, change);
                from = change + 1;
            } else if (!net.add(change)) {
                writeSegment(chunk, net, from, change);
                from = change;
                net.add(change);
            }
        }
        writeSegment(chunk, net, from, chunk.size());
    }

    /** Whether a change must stay at its place between the others. */
    private static boolean isBarrier(Chunk chunk, int change) {
        char type = chunk.type(change);
        if (type == 'T' || chunk.hasText(change)) {
            return true;
        }
        TargetTable table = chunk.table(change);
        if (table.inOrder()) {
            return true;
        }
        if (type == 'I') {
            return chunk.hasUnchanged(change);
        }
        if (!table.hasKey() || table.hasNeverSet()) {
            return true;
        }
        return type == 'U'
                && chunk.oldTuple(change) >= 0
                && !Tuples.same(chunk.bytes(), chunk.oldTuple(change), chunk.newTuple(change), table.key());
    }

    private void writeSegment(Chunk chunk, NetChanges net, int from, int to) throws SQLException, IOException {
        Map<TargetTable, NetChanges.Group> groups = net.take();
        if (to - from < SET_MIN) {
            rows.write(chunk, from, to);
            return;
        }
        for (Map.Entry<TargetTable, NetChanges.Group> entry : groups.entrySet()) {
            TargetTable table = entry.getKey();
            NetChanges.Group group = entry.getValue();
            deletes(chunk, table, group.deletes());
            updates(chunk, table, group.updates());
            for (int i = 0; i < group.partial().size(); i++) {
                rows.update(chunk, group.partial().get(i));
            }
            inserts(chunk, table, group.inserts());
        }
    }

    private void deletes(Chunk chunk, TargetTable table, IntList changes) throws SQLException, IOException {
        if (changes.size() < SET_MIN) {
            for (int i = 0; i < changes.size(); i++) {
                rows.write(chunk, changes.get(i));
            }
            return;
        }
        requireForm(table);
        String staging = staging(table) + "_keys";
        empty(staging, table.createKeyStaging(staging));
        CopyWriter copy = pipeline.copy(table.copyKeyStaging(staging));
        byte[] bytes = chunk.bytes();
        for (int i = 0; i < changes.size(); i++) {
            MessageWriter out = copy.tuple();
            out.int16(table.key().length);
            RowApplier.key(out, bytes, table, chunk.oldTuple(changes.get(i)));
            copy.tupleDone();
        }
        pipeline.endCopy(copy, changes.size());
        pipeline.execute(table.deleteStaged(staging), changes.size(), Pipeline.NO_CHANGE);
    }

    private void updates(Chunk chunk, TargetTable table, IntList changes) throws SQLException, IOException {
        if (table.plainUpdate().isEmpty()) {
            return;
        }
        if (changes.size() < SET_MIN) {
            for (int i = 0; i < changes.size(); i++) {
                rows.update(chunk, changes.get(i));
            }
            return;
        }
        requireForm(table);
        String staging = staging(table) + "_rows";
        empty(staging, table.createStaging(staging));
        copyRows(chunk, changes, table.copyStaging(staging));
        pipeline.execute(table.updateStaged(staging), changes.size(), Pipeline.NO_CHANGE);
    }

    private void inserts(Chunk chunk, TargetTable table, IntList changes) throws SQLException, IOException {
        if (changes.size() >= COPY_MIN) {
            copyRows(chunk, changes, table.copy());
            return;
        }
        for (int i = 0; i < changes.size(); i++) {
            rows.insert(chunk, changes.get(i));
        }
    }

    /** pgoutput's values are COPY BINARY's values: only the byte that tells their kind goes. */
    private void copyRows(Chunk chunk, IntList changes, String sql) throws SQLException, IOException {
        requireForm(chunk.table(changes.get(0)));
        CopyWriter copy = pipeline.copy(sql);
        byte[] bytes = chunk.bytes();
        for (int i = 0; i < changes.size(); i++) {
            int tuple = chunk.newTuple(changes.get(i));
            int columns = Tuples.int16(bytes, tuple);
            int at = tuple + Short.BYTES;
            MessageWriter out = copy.tuple();
            out.int16(columns);
            for (int column = 0; column < columns; column++) {
                RowApplier.value(out, bytes, at);
                at = Tuples.next(bytes, at);
            }
            copy.tupleDone();
        }
        pipeline.endCopy(copy, changes.size());
    }

    /** COPY BINARY takes the bytes of another type of the same length without a word; single statements name their types. */
    private void requireForm(TargetTable table) throws SQLException {
        if (sameForm.add(table)) {
            pipeline.execute(table.lock());
            pipeline.execute(table.sameForm(), 1, Pipeline.FORM);
        }
    }

    private String staging(TargetTable table) {
        return stagings.computeIfAbsent(table, key -> "renkei_staging_" + stagings.size());
    }

    /** Made once in a session; emptied between uses, since rows left over would be joined again. */
    private void empty(String staging, String create) throws SQLException {
        if (made.add(staging)) {
            pipeline.execute(create);
            madeInChunk.add(staging);
        } else {
            pipeline.execute("TRUNCATE pg_temp." + staging);
        }
    }
}
