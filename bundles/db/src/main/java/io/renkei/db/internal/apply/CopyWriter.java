package io.renkei.db.internal.apply;

import java.io.IOException;

/** Writes the data of one COPY BINARY: header, tuples as they come, trailer. */
final class CopyWriter {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    /** CopyData may be cut anywhere; large ones cost the server less. */
    private static final int MESSAGE_BYTES = 60 * 1024;

    private final MessageWriter out;

    CopyWriter(MessageWriter out) {
        this.out = out;
        out.begin('d');
        out.bytes(SIGNATURE, 0, SIGNATURE.length);
        out.int32(0);
        out.int32(0);
    }

    /** Where a tuple is written to; {@link #tupleDone} follows. */
    MessageWriter tuple() {
        return out;
    }

    void tupleDone() throws IOException {
        if (out.messageBytes() >= MESSAGE_BYTES) {
            out.end();
            out.begin('d');
        }
    }

    /** Whole tuples in COPY BINARY's own form. */
    void tuples(byte[] source, int offset, int count) throws IOException {
        int at = offset;
        int left = count;
        while (left > 0) {
            int piece = Math.min(left, MESSAGE_BYTES);
            out.bytes(source, at, piece);
            at += piece;
            left -= piece;
            tupleDone();
        }
    }

    void finish() throws IOException {
        out.int16(-1);
        out.end();
    }
}
