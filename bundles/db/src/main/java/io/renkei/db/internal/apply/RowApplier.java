package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.apply.TargetTable.Statement;
import io.renkei.db.internal.wire.Sql;
import io.renkei.db.internal.wire.Tuples;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.stream.Collectors;

/** Writes changes one by one, in source order: a statement for each, with the values in the form in which they came. */
final class RowApplier {
    private static final int BINARY = 1;
    private static final int TEXT = 0;
    private static final int NULL = -1;
    private static final BitSet NOTHING = new BitSet();

    private final LinkId link;
    private final Pipeline pipeline;
    private final BitSet shape = new BitSet();
    private boolean guarded;

    RowApplier(LinkId link, Pipeline pipeline) {
        this.link = link;
        this.pipeline = pipeline;
    }

    /** From now on an update or delete that finds no row fails at the server at once, or is only noticed at the sync. */
    void guard(boolean on) {
        guarded = on;
    }

    /** Writes the changes from {@code from} to before {@code to}. */
    void write(Chunk chunk, int from, int to) throws SQLException {
        for (int change = from; change < to; change++) {
            write(chunk, change);
        }
    }

    /** Writes one change as it came. */
    void write(Chunk chunk, int change) throws SQLException {
        switch (chunk.type(change)) {
            case 'I' -> insert(chunk, change);
            case 'U' -> update(chunk, change);
            case 'D' -> delete(chunk, change);
            case 'T' -> truncate(chunk.truncation(change));
            default -> throw new IllegalStateException("change of type " + chunk.type(change));
        }
    }

    /** Writes the new row of a change, which is in the target already, over it. */
    void update(Chunk chunk, int change) throws SQLException {
        TargetTable table = chunk.table(change);
        requireIdentity(table);
        BitSet set = columnsToSet(chunk, change, table);
        if (set.isEmpty()) {
            return;
        }
        update(chunk, change, set, chunk.keyTuple(change), 1);
    }

    /** Writes some columns of the new row of a change, at least one, over the row that a tuple's key tells. */
    void update(Chunk chunk, int change, BitSet set, int keyTuple, int rows) throws SQLException {
        TargetTable table = chunk.table(change);
        byte[] bytes = chunk.bytes();
        int tuple = chunk.newTuple(change);
        Statement statement = table.update(set);
        MessageWriter out = pipeline.begin(guarded ? statement.guarded() : statement);
        formats(out, chunk, change, set, keyTuple);
        out.int16(statement.types().size());
        int at = tuple + Short.BYTES;
        for (int column = 0; column < table.columnCount(); column++) {
            if (set.get(column)) {
                value(out, bytes, at);
            }
            at = Tuples.next(bytes, at);
        }
        key(out, bytes, table, keyTuple);
        out.int16(0);
        pipeline.run(rows, change);
    }

    /** Writes the new row of a change, which is not in the target yet. */
    void insert(Chunk chunk, int change) throws SQLException {
        // a trigger that fires even for a replica may swallow it
        insert(chunk, change, chunk.table(change).insert(), Pipeline.ANY);
    }

    /** Writes the new row of a change, if none of its key is in the target. */
    void insertAbsent(Chunk chunk, int change, int rows) throws SQLException {
        insert(chunk, change, chunk.table(change).insertAbsent(), rows);
    }

    private void insert(Chunk chunk, int change, Statement statement, int rows) throws SQLException {
        TargetTable table = chunk.table(change);
        if (chunk.hasUnchanged(change)) {
            throw new PermanentLinkException(
                    link, ErrorCode.PROTOCOL, "an inserted row of " + table.item() + " is not whole");
        }
        byte[] bytes = chunk.bytes();
        int tuple = chunk.newTuple(change);
        MessageWriter out = pipeline.begin(statement);
        formats(out, chunk, change, table.allColumns(), -1);
        out.int16(table.columnCount());
        int at = tuple + Short.BYTES;
        for (int column = 0; column < table.columnCount(); column++) {
            value(out, bytes, at);
            at = Tuples.next(bytes, at);
        }
        out.int16(0);
        pipeline.run(rows, change);
    }

    private void delete(Chunk chunk, int change) throws SQLException {
        TargetTable table = chunk.table(change);
        requireIdentity(table);
        delete(chunk, change, table.cascades() ? Pipeline.ANY : 1);
    }

    /** Deletes the row that the old tuple of a change tells. */
    void delete(Chunk chunk, int change, int rows) throws SQLException {
        TargetTable table = chunk.table(change);
        Statement statement = table.delete();
        MessageWriter out = pipeline.begin(guarded && rows == 1 ? statement.guarded() : statement);
        formats(out, chunk, change, NOTHING, chunk.oldTuple(change));
        out.int16(statement.types().size());
        key(out, chunk.bytes(), table, chunk.oldTuple(change));
        out.int16(0);
        pipeline.run(rows, change);
    }

    private void truncate(Chunk.Truncation truncation) throws SQLException {
        String tables = truncation.tables().stream().map(TargetTable::rows).collect(Collectors.joining(", "));
        // never CASCADE: the source names every table it emptied; others at the target are not ours to empty
        pipeline.execute(Sql.format(
                "TRUNCATE %s %s", tables, truncation.restartIdentity() ? "RESTART IDENTITY" : "CONTINUE IDENTITY"));
    }

    private void requireIdentity(TargetTable table) {
        if (!table.canFind()) {
            throw new PermanentLinkException(
                    link,
                    ErrorCode.CASE_NOT_HANDLED,
                    table.item() + " has no replica identity to find a changed row by");
        }
    }

    /** All sent columns, but those of the key only if they changed. */
    private BitSet columnsToSet(Chunk chunk, int change, TargetTable table) {
        int old = chunk.oldTuple(change);
        if (old < 0 && !chunk.hasUnchanged(change) && !table.hasNeverSet()) {
            return table.plainUpdate();
        }
        byte[] bytes = chunk.bytes();
        int at = chunk.newTuple(change) + Short.BYTES;
        int oldAt = old + Short.BYTES;
        shape.clear();
        for (int column = 0; column < table.columnCount(); column++) {
            boolean same = old >= 0 && Tuples.sameColumn(bytes, at, oldAt);
            boolean key = !table.plainUpdate().get(column);
            boolean wanted = bytes[at] != 'u' && !(key && (old < 0 || same));
            if (wanted && !same && table.neverSet(column)) {
                throw new PermanentLinkException(
                        link,
                        ErrorCode.CASE_NOT_HANDLED,
                        table.item() + " column " + table.columnName(column) + " is GENERATED ALWAYS AS IDENTITY at the"
                                + " target, and the source updates it");
            }
            shape.set(column, wanted && !(same && table.neverSet(column)));
            at = Tuples.next(bytes, at);
            oldAt = old >= 0 ? Tuples.next(bytes, oldAt) : oldAt;
        }
        return shape;
    }

    /** The formats of a Bind's parameters: one for all, or, if a text is among them, each its own. */
    private static void formats(MessageWriter out, Chunk chunk, int change, BitSet set, int keyTuple) {
        if (!chunk.hasText(change)) {
            out.int16(1);
            out.int16(BINARY);
            return;
        }
        byte[] bytes = chunk.bytes();
        TargetTable table = chunk.table(change);
        int[] key = keyTuple < 0 ? new int[0] : table.finders();
        out.int16(set.cardinality() + key.length);
        for (int column = set.nextSetBit(0); column >= 0; column = set.nextSetBit(column + 1)) {
            out.int16(format(bytes[Tuples.column(bytes, chunk.newTuple(change), column)]));
        }
        for (int column : key) {
            out.int16(format(bytes[Tuples.column(bytes, keyTuple, column)]));
        }
    }

    private static int format(byte kind) {
        return kind == 't' ? TEXT : BINARY;
    }

    /** Writes the values that an update or delete finds its row by. */
    static void key(MessageWriter out, byte[] bytes, TargetTable table, int tuple) {
        int at = tuple + Short.BYTES;
        int index = 0;
        for (int column : table.finders()) {
            for (; index < column; index++) {
                at = Tuples.next(bytes, at);
            }
            value(out, bytes, at);
        }
    }

    /** Writes a column's value as a parameter or field: length and bytes. */
    static void value(MessageWriter out, byte[] bytes, int at) {
        if (Tuples.isSent(bytes[at])) {
            out.bytes(bytes, at + 1, Integer.BYTES + Tuples.int32(bytes, at + 1));
        } else {
            out.int32(NULL);
        }
    }
}
