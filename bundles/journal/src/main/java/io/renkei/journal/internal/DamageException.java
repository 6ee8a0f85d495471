package io.renkei.journal.internal;

/** Bytes in a segment are not what was written. */
final class DamageException extends Exception {
    private final long offset;
    private final long end;
    private final boolean cut;

    /**
     * @param offset where the record begins that can't be read
     * @param end where it should end, as far as is known
     * @param cut the file ends inside the record
     */
    DamageException(String what, long offset, long end, boolean cut) {
        super(what + " at offset " + offset);
        this.offset = offset;
        this.end = end;
        this.cut = cut;
    }

    long offset() {
        return offset;
    }

    long end() {
        return end;
    }

    boolean cut() {
        return cut;
    }
}
