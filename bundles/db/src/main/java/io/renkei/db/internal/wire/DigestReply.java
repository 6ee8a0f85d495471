package io.renkei.db.internal.wire;

import java.util.List;

/**
 * Answer to a {@link DigestRequest}: sums or rows, as asked.
 *
 * @param sums of the buckets that hold rows, in order of number
 * @param rows of the buckets asked for; at most {@link #ROWS_MAX}
 * @param complete false if there are more rows than may be told
 */
public record DigestReply(List<Bucket> sums, List<Row> rows, boolean complete) {
    /** Some 30 bytes each: below the bound of a control call. */
    public static final int ROWS_MAX = 8_000;

    private static final int VERSION = 1;

    /**
     * One bucket.
     *
     * @param hash sum of the rows' hashes, modulo 2^64
     */
    public record Bucket(int number, long count, long hash) {}

    /**
     * One row.
     *
     * @param key hash of the key
     * @param hash of the whole row
     * @param masked key values for people, all but the last two characters of each replaced
     */
    public record Row(long key, long hash, String masked) {}

    public DigestReply {
        sums = List.copyOf(sums);
        rows = List.copyOf(rows);
    }

    /** The bytes of the reply. */
    public byte[] encode() {
        return new WireOutput(VERSION)
                .list(
                        sums,
                        (out, each) ->
                                out.number(each.number()).big(each.count()).big(each.hash()))
                .list(rows, (out, each) -> out.big(each.key()).big(each.hash()).text(each.masked()))
                .octet(complete ? 1 : 0)
                .bytes();
    }

    /**
     * Reads a reply.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static DigestReply decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        return in.last(new DigestReply(
                in.list(each -> new Bucket(each.number(), each.big(), each.big())),
                in.list(each -> new Row(each.big(), each.big(), each.text())),
                in.octet() == 1));
    }
}
