package io.renkei.journal.internal;

/**
 * Where some of a segment's batches begin: at most 64 of them (1.5 KiB), every one at first, then every second, fourth
 * ... Not safe for threads by itself.
 */
final class SparseIndex {
    private static final int CAPACITY = 64;

    private final long[] orders = new long[CAPACITY];
    private final long[] seqs = new long[CAPACITY];
    private final long[] offsets = new long[CAPACITY];
    private int size;
    private long stride = 1;
    private long offered;

    /** A batch that begins at an offset; batches come in order. */
    void add(long fromOrder, long seq, long offset) {
        if (offered++ % stride != 0) {
            return;
        }
        if (size == CAPACITY) {
            thin();
        }
        orders[size] = fromOrder;
        seqs[size] = seq;
        offsets[size] = offset;
        size++;
    }

    /** The last entry whose batch begins before the position, or -1. */
    int before(long order) {
        int found = -1;
        for (int i = 0; i < size && Long.compareUnsigned(orders[i], order) < 0; i++) {
            found = i;
        }
        return found;
    }

    long seq(int entry) {
        return seqs[entry];
    }

    long offset(int entry) {
        return offsets[entry];
    }

    // INVARIANT: called with CAPACITY * stride batches offered before the new one, so the new one stays on the stride
    private void thin() {
        for (int i = 0; i < CAPACITY / 2; i++) {
            orders[i] = orders[2 * i];
            seqs[i] = seqs[2 * i];
            offsets[i] = offsets[2 * i];
        }
        size = CAPACITY / 2;
        stride *= 2;
    }
}
