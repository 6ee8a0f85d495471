package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.wire.Tuples;
import java.sql.SQLException;
import java.util.BitSet;

/**
 * Writes changes one by one that the target may have had already, so that at the end of what comes again each of its rows is
 * what it was at the source (R071): a row to insert may be there, one to update or delete may be gone, or hold what comes
 * later. A table needs a key, and a row whose key changes must be whole.
 */
final class ReplayApplier {
    private final LinkId link;
    private final RowApplier rows;
    private final BitSet set = new BitSet();

    ReplayApplier(LinkId link, RowApplier rows) {
        this.link = link;
        this.rows = rows;
    }

    void write(Chunk chunk) throws SQLException {
        for (int change = 0; change < chunk.size(); change++) {
            if (chunk.type(change) == 'T') {
                rows.write(chunk, change);
                continue;
            }
            if (!chunk.table(change).hasKey()) {
                throw notHandled(chunk, change, "has no key");
            }
            switch (chunk.type(change)) {
                case 'I' -> put(chunk, change, Pipeline.LIKELY_NONE);
                case 'U' -> update(chunk, change);
                case 'D' -> rows.delete(chunk, change, Pipeline.LIKELY_ONE);
                default -> throw new IllegalStateException("change of type " + chunk.type(change));
            }
        }
    }

    private void update(Chunk chunk, int change) throws SQLException {
        int old = chunk.oldTuple(change);
        boolean sameKey = old < 0
                || Tuples.same(
                        chunk.bytes(),
                        old,
                        chunk.newTuple(change),
                        chunk.table(change).key());
        if (sameKey) {
            put(chunk, change, Pipeline.LIKELY_ONE);
            return;
        }
        if (chunk.hasUnchanged(change)) {
            // which row its unchanged values are in can't be told any more: that row may have come and gone since
            throw notHandled(
                    chunk, change, "has a row whose key was changed and whose long values did not come with it");
        }
        rows.delete(chunk, change, Pipeline.LIKELY_ONE);
        put(chunk, change, Pipeline.LIKELY_NONE);
    }

    /** Writes the new row over the one of its key or, if there is none and it is whole, inserts it. */
    private void put(Chunk chunk, int change, int likely) throws SQLException {
        columnsToSet(chunk, change);
        boolean tells = !set.isEmpty();
        if (tells) {
            rows.update(chunk, change, set, chunk.newTuple(change), likely);
        }
        if (!chunk.hasUnchanged(change)) {
            rows.insertAbsent(chunk, change, tells ? Pipeline.ANY : Pipeline.LIKELY_ONE);
        }
    }

    /** All sent columns outside the key that the target lets be set. */
    private void columnsToSet(Chunk chunk, int change) {
        TargetTable table = chunk.table(change);
        byte[] bytes = chunk.bytes();
        int at = chunk.newTuple(change) + Short.BYTES;
        set.clear();
        for (int column = 0; column < table.columnCount(); column++) {
            set.set(column, bytes[at] != 'u' && table.plainUpdate().get(column) && !table.neverSet(column));
            at = Tuples.next(bytes, at);
        }
    }

    private PermanentLinkException notHandled(Chunk chunk, int change, String what) {
        return new PermanentLinkException(
                link,
                ErrorCode.CASE_NOT_HANDLED,
                chunk.table(change).item() + " " + what + ", so its changes can't come again");
    }
}
