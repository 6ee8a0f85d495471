package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Tells what the disk never wrote from what it wrote and spoilt. What had not reached the disk when the power went reads as
 * zeros: ext4 and XFS give out no old bytes of a block, and the rest of the block where the file ended was zeros already.
 * Such zeros end where a sector ends, for no disk writes less than a sector. So a record whose bytes would end a sector in
 * zeros, or would if one byte were another, is stored masked: zeros there prove that the batch was never forced.
 */
final class Sectors {
    /** The smallest piece that any disk writes. */
    static final int BYTES = 512;

    /** Zeros at a sector's end that mean something. Records' headers hold fewer. */
    private static final int TAIL_BYTES = 32;

    private Sectors() {}

    /** Whether a payload put at an offset would end a sector in zeros, or nearly, as far as it is in that sector's tail. */
    static boolean nearlyEndsOneInZeros(byte[] payload, int length, long offset) {
        long end = offset + length;
        for (long sector = offset - offset % BYTES; sector < end; sector += BYTES) {
            long tail = Math.max(offset, sector + BYTES - TAIL_BYTES);
            long stop = Math.min(end, sector + BYTES);
            // a shorter piece leaves room for a record's header, which is not all zeros
            if (stop - tail >= TAIL_BYTES / 2 && nonZeros(payload, (int) (tail - offset), (int) (stop - offset)) <= 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Masks or unmasks the payload that begins at an offset. The mask has no byte below 128: it leaves no zero of a row of
     * zeros, and none of an end's closing letters becomes one.
     */
    static void mask(byte[] payload, int length, long offset) {
        long state = offset;
        for (int i = 0; i < length; i++) {
            // the next of a linear congruential generator (Knuth's MMIX); its high bits are the good ones
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            payload[i] ^= (byte) (state >>> 56 | 0x80);
        }
    }

    /**
     * Whether a sector that holds part of a record ends in zeros.
     *
     * @param batch offset where the record's batch begins; what is before it was written long ago
     * @param from offset of the record
     * @param end of the record; may be behind the end of the file
     */
    static boolean oneEndsInZeros(FileChannel channel, long batch, long from, long end) throws IOException {
        long size = channel.size();
        long stop = Math.min(end, size);
        for (long sector = from - from % BYTES; sector < stop; sector += BYTES) {
            long sectorEnd = Math.min(sector + BYTES, size);
            long tail = Math.max(batch, Math.max(sector, sectorEnd - TAIL_BYTES));
            if (zeros(channel, tail, sectorEnd)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is nothing but zeros between two offsets of a file. */
    static boolean zeros(FileChannel channel, long from, long end) throws IOException {
        ByteBuffer in = ByteBuffer.allocate((int) Math.min(Workspace.CHUNK_BYTES, Math.max(0, end - from)));
        for (long at = from; at < end; at += in.limit()) {
            in.clear().limit((int) Math.min(in.capacity(), end - at));
            while (in.hasRemaining() && channel.read(in, at + in.position()) >= 0) {
                // until the piece is whole
            }
            if (nonZeros(in.array(), 0, in.position()) > 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes are not zero; counts to two. */
    private static int nonZeros(byte[] bytes, int from, int end) {
        int found = 0;
        for (int i = from; i < end && found < 2; i++) {
            if (bytes[i] != 0) {
                found++;
            }
        }
        return found;
    }
}
