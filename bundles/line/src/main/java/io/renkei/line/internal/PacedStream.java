package io.renkei.line.internal;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes in pieces: each waits first for room at its own reader, then for its turn on the connection. In this order: a
 * reader that stands still must hold no turn, or it would hold up all links of the connection.
 */
final class PacedStream extends OutputStream {
    /** What small work may have to wait for; one packet of SSH. */
    private static final int PIECE_BYTES = 32 * 1024;

    private final OutputStream out;
    private final Room room;
    private volatile @Nullable Gate gate;
    private volatile boolean bulk;

    PacedStream(OutputStream out, Room room) {
        this.out = out;
        this.room = room;
    }

    /** From now on every piece passes this gate. */
    void through(Gate given, boolean isBulk) {
        bulk = isBulk;
        gate = given;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int from = offset + done;
            int piece = room.await(Math.min(PIECE_BYTES, length - done));
            Gate passed = gate;
            if (passed == null) {
                put(bytes, from, piece);
            } else {
                passed.pass(piece, bulk, () -> put(bytes, from, piece));
            }
            done += piece;
        }
    }

    /** Nothing stays behind in the channel's own buffer, where it would take the room of the next piece. */
    private void put(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }
}
