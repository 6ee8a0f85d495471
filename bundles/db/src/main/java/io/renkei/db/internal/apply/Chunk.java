package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.Tuples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A bounded piece of a batch in memory, so that it can be looked at as a whole and applied twice: the raw messages and where
 * their tuples begin. Changes are numbered from 0 in source order. One array for all bytes: no object for each row.
 */
final class Chunk {
    /** Changes that one chunk holds. */
    static final int CHANGES_MAX = 10_000;

    /** A chunk takes no further change beyond this size; one change more may be larger than it. */
    private static final int BYTES_FULL = 8 * 1024 * 1024;

    private static final int BYTES_FIRST = 64 * 1024;
    private static final int CHANGES_FIRST = 256;
    private static final int NONE = -1;

    private byte[] bytes = new byte[BYTES_FIRST];
    private int used;
    private int size;
    private byte[] types = new byte[CHANGES_FIRST];
    private byte[] traits = new byte[CHANGES_FIRST];
    private TargetTable[] tables = new TargetTable[CHANGES_FIRST];
    private int[] oldTuples = new int[CHANGES_FIRST];
    private int[] newTuples = new int[CHANGES_FIRST];
    private long[] commits = new long[CHANGES_FIRST];
    private long commit;
    private final List<Truncation> truncations = new ArrayList<>();

    /**
     * A TRUNCATE of the source.
     *
     * @param tables all that it named and the link carries
     */
    record Truncation(List<TargetTable> tables, boolean restartIdentity) {}

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size >= CHANGES_MAX || used >= BYTES_FULL;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** I, U, D or T. */
    char type(int change) {
        return (char) types[change];
    }

    /** The table of an I, U or D. */
    TargetTable table(int change) {
        return tables[change];
    }

    /** Where the old tuple begins (key or whole row), or negative. */
    int oldTuple(int change) {
        return oldTuples[change];
    }

    /** Where the new tuple begins, or negative. */
    int newTuple(int change) {
        return newTuples[change];
    }

    /** The tuple that tells which row an I, U or D is about. */
    int keyTuple(int change) {
        return oldTuples[change] >= 0 ? oldTuples[change] : newTuples[change];
    }

    /** Where the source committed the transaction of a change. */
    long commit(int change) {
        return commits[change];
    }

    boolean hasUnchanged(int change) {
        return (traits[change] & Tuples.UNCHANGED) != 0;
    }

    boolean hasText(int change) {
        return (traits[change] & Tuples.TEXT) != 0;
    }

    Truncation truncation(int change) {
        return truncations.get(newTuples[change]);
    }

    /** Whose changes follow: committed there at the source. */
    void transaction(long place) {
        commit = place;
    }

    /**
     * Takes a row change.
     *
     * @param body the message behind its type byte
     * @throws IllegalArgumentException if it is broken
     */
    void add(char type, TargetTable table, ByteBuffer body) {
        int start = used;
        int length = body.remaining();
        room(length);
        body.get(bytes, start, length);
        int end = start + length;
        int oldTuple = NONE;
        int newTuple = NONE;
        int at = start + Integer.BYTES;
        int found = 0;
        int columns = table.columnCount();
        while (at < end) {
            char part = (char) bytes[at];
            int tuple = at + 1;
            at = Tuples.check(bytes, tuple, end, columns);
            found |= Tuples.traits(bytes, tuple);
            if (part == 'N' && newTuple == NONE) {
                newTuple = tuple;
            } else if ((part == 'K' || part == 'O') && oldTuple == NONE && newTuple == NONE) {
                oldTuple = tuple;
            } else {
                throw new IllegalArgumentException("a change has parts that do not belong together");
            }
        }
        if ((type == 'D') != (newTuple == NONE)
                || (type == 'I' && oldTuple != NONE)
                || (type == 'D' && oldTuple == NONE)) {
            throw new IllegalArgumentException("a change lacks a part");
        }
        used = end;
        append(type, table, oldTuple, newTuple, found);
    }

    /** Takes a TRUNCATE. */
    void add(Truncation truncation) {
        append('T', truncation.tables().get(0), NONE, truncations.size(), 0);
        truncations.add(truncation);
    }

    /** Forgets all changes; keeps the memory only if it is small, because most links are idle most of the time. */
    void clear() {
        size = 0;
        used = 0;
        truncations.clear();
    }

    /** Gives memory back that a large batch took. */
    void shrink() {
        clear();
        if (bytes.length > BYTES_FIRST * 4) {
            bytes = new byte[BYTES_FIRST];
        }
        if (types.length > CHANGES_FIRST * 4) {
            grow(CHANGES_FIRST);
        }
        tables = new TargetTable[types.length];
    }

    private void append(char type, TargetTable table, int oldTuple, int newTuple, int found) {
        if (size == types.length) {
            grow(size * 2);
        }
        types[size] = (byte) type;
        traits[size] = (byte) found;
        tables[size] = table;
        oldTuples[size] = oldTuple;
        newTuples[size] = newTuple;
        commits[size] = commit;
        size++;
    }

    private void grow(int length) {
        types = Arrays.copyOf(types, length);
        traits = Arrays.copyOf(traits, length);
        tables = Arrays.copyOf(tables, length);
        oldTuples = Arrays.copyOf(oldTuples, length);
        newTuples = Arrays.copyOf(newTuples, length);
        commits = Arrays.copyOf(commits, length);
    }

    private void room(int count) {
        if (bytes.length - used < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(used, count), bytes.length * 2));
        }
    }
}
