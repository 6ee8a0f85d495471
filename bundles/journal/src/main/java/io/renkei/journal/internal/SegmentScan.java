package io.renkei.journal.internal;

import io.renkei.api.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Finds what is durable in the newest segment. Each batch is forced to the disk before the next is begun, so a crash can
 * only have spoilt the last one: it is cut short, or a part of it that never reached the disk reads as zeros (see
 * {@link Sectors}). Such a batch was never reported as durable and is left out. Anything else that is wrong is damage.
 */
final class SegmentScan {
    /**
     * @param bytes durable from the start of the file
     * @param to where the last batch ends
     */
    record Durable(long bytes, long lastSeq, Position to, SparseIndex index) {}

    private final SegmentHeader header;
    private final FileChannel channel;
    private final RecordReader records;
    private final long size;
    private final SparseIndex index = new SparseIndex();
    private long bytes;
    private long lastSeq;
    private Position to;

    private SegmentScan(SegmentHeader header, SegmentInput input, long size) {
        this.header = header;
        this.channel = input.channel();
        this.records = input.records();
        this.size = size;
        this.bytes = header.length();
        this.lastSeq = header.firstSeq() - 1;
        this.to = header.from();
    }

    /**
     * Scans a segment.
     *
     * @throws DamageException if a durable batch can't be read
     */
    static Durable run(SegmentHeader header, SegmentInput input, long size) throws IOException, DamageException {
        SegmentScan scan = new SegmentScan(header, input, size);
        try {
            scan.walk();
        } catch (DamageException e) {
            if (!scan.neverDurable(e)) {
                throw e;
            }
        }
        return new Durable(scan.bytes, scan.lastSeq, scan.to, scan.index);
    }

    /** Whether a file without readable header is one that a crash left when it was begun. */
    static boolean begunOnly(FileChannel channel, RecordCheck check, DamageException fault) throws IOException {
        long size = channel.size();
        return size <= SegmentHeader.MAX_BYTES
                && (fault.cut() || Sectors.oneEndsInZeros(channel, 0, fault.offset(), fault.end()))
                && !batchAfter(channel, check, 0, size);
    }

    private void walk() throws IOException, DamageException {
        BatchSpan last = null;
        while (bytes < size) {
            BatchSpan span = BatchSpan.read(records, bytes);
            if (span.head().seq() != lastSeq + 1 || !span.head().from().equals(to)) {
                throw new DamageException("a batch that does not follow the one before", bytes, span.next(), false);
            }
            index.add(span.head().from().order(), span.head().seq(), bytes);
            last = span;
            bytes = span.next();
            lastSeq++;
            to = span.end().end().to();
        }
        if (last != null) {
            verifyLast(last);
        }
    }

    // the frames of earlier batches are verified when they are read; of the last one a block may be missing
    private void verifyLast(BatchSpan span) throws IOException, DamageException {
        try {
            for (long at = span.firstFrame(); at < span.endRecord(); at = records.next()) {
                records.header(at, Workspace.CHUNK_BYTES);
                records.payload(Workspace.CHUNK_BYTES);
            }
        } catch (DamageException e) {
            bytes = span.start();
            lastSeq--;
            to = span.head().from();
            throw e;
        }
    }

    private boolean neverDurable(DamageException fault) throws IOException {
        return (fault.cut()
                        || Sectors.oneEndsInZeros(channel, bytes, fault.offset(), fault.end())
                        || Sectors.zeros(channel, fault.offset(), size))
                && !batchAfter(channel, header.check(), fault.offset() + 1, size);
    }

    /** Whether a batch begins at or behind the offset: then all before it was durable. */
    private static boolean batchAfter(FileChannel channel, RecordCheck check, long from, long size) throws IOException {
        int step = Workspace.CHUNK_BYTES;
        for (long base = from; base < size; base += step) {
            int length = (int) Math.min(step + RecordCheck.HEADER_BYTES - 1, size - base);
            ByteBuffer part = read(channel, base, length);
            for (int i = 0; i + RecordCheck.HEADER_BYTES <= part.limit(); i++) {
                if (RecordType.of(part.get(i) & 0xFF) == RecordType.HEAD && isHead(check, part, i, base + i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isHead(RecordCheck check, ByteBuffer part, int at, long offset) {
        int typeAndLength = part.getInt(at);
        return (typeAndLength & 0xFF_FFFF) <= StoredHead.MAX_BYTES
                && part.getInt(at + 8) == check.header(offset, typeAndLength, part.getInt(at + 4));
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining() && channel.read(in, at + in.position()) >= 0) {
            // until the block is whole
        }
        return in.flip();
    }
}
