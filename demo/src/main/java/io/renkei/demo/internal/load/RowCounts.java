package io.renkei.demo.internal.load;

/** Committed rows by operation. */
public record RowCounts(long inserts, long updates, long deletes) {
    /** Nothing. */
    public static final RowCounts NONE = new RowCounts(0, 0, 0);

    /** Both together. */
    public RowCounts plus(RowCounts other) {
        return new RowCounts(inserts + other.inserts, updates + other.updates, deletes + other.deletes);
    }

    /** All operations together. */
    public long total() {
        return inserts + updates + deletes;
    }
}
