package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.ServerException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server answered to the statements of one pipeline. */
final class Answers {
    private final long[] counts;
    private final int size;
    private final List<@Nullable String[]> rows;
    private final @Nullable ServerException fault;

    Answers(long[] counts, int size, List<@Nullable String[]> rows, @Nullable ServerException fault) {
        this.counts = counts;
        this.size = size;
        this.rows = rows;
        this.fault = fault;
    }

    /** Number of statements that were done; the next one is at fault, if one is. */
    int size() {
        return size;
    }

    /** Rows that a statement changed. */
    long count(int statement) {
        return counts[statement];
    }

    List<@Nullable String[]> rows() {
        return rows;
    }

    @Nullable ServerException fault() {
        return fault;
    }

    /** Throws the fault, if there is one. */
    void require() throws ServerException {
        if (fault != null) {
            throw fault;
        }
    }
}
