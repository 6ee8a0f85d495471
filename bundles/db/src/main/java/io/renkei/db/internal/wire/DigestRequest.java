package io.renkei.db.internal.wire;

import java.util.List;

/**
 * Control call {@value #CALL}: digests of one table in the snapshot that was kept at a barrier. Rows are dealt into buckets
 * by a hash of their key, so that neither collation nor order of the two databases matters.
 *
 * @param barrier id of the barrier whose snapshot is asked
 * @param columns columns to compare
 * @param keys columns that tell a row from others; all columns for a table without key
 * @param buckets number of buckets, 1..{@link #BUCKETS_MAX}
 * @param rowsOf buckets whose rows are wanted one by one; empty: sums of all buckets are wanted
 */
public record DigestRequest(
        String barrier,
        TargetStateRequest.Table table,
        List<String> columns,
        List<String> keys,
        int buckets,
        List<Integer> rowsOf) {
    /** Name of the control call. */
    public static final String CALL = "db.digest";

    /** With 20 bytes for each, the answer stays below the bound of a control call. */
    public static final int BUCKETS_MAX = 16_384;

    private static final int VERSION = 1;

    public DigestRequest {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        rowsOf = List.copyOf(rowsOf);
        if (buckets < 1 || buckets > BUCKETS_MAX || columns.isEmpty() || keys.isEmpty()) {
            throw new IllegalArgumentException("a digest has 1.." + BUCKETS_MAX + " buckets, columns and keys");
        }
    }

    /** The bytes of the request. */
    public byte[] encode() {
        return new WireOutput(VERSION)
                .text(barrier)
                .text(table.schema())
                .text(table.name())
                .list(columns, WireOutput::text)
                .list(keys, WireOutput::text)
                .number(buckets)
                .list(rowsOf, WireOutput::number)
                .bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static DigestRequest decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        return in.last(new DigestRequest(
                in.text(),
                new TargetStateRequest.Table(in.text(), in.text()),
                in.list(WireInput::text),
                in.list(WireInput::text),
                in.number(),
                in.list(WireInput::number)));
    }
}
