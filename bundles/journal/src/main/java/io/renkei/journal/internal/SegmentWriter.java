package io.renkei.journal.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Frame;
import io.renkei.api.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to one segment that this opening of the journal has begun. The file is open only while a batch is
 * written. Used under the journal's append lock, but for {@link #cut}.
 */
final class SegmentWriter {
    private static final int FRAME_FIELDS_BYTES = 6;

    /** @param durableBytes how long the segment is with the batch */
    record Written(long durableBytes, BatchEnd end) {}

    private final Disk disk;
    private final Path file;
    private final SegmentHeader header;
    private final boolean encodeFrames;
    private final @Nullable SegmentCipher cipher;
    private volatile @Nullable FileChannel open;
    private volatile boolean cut;
    // something of a batch that failed may still be behind the durable ones
    private boolean remains;

    private SegmentWriter(
            Disk disk, Path file, SegmentHeader header, boolean encodeFrames, @Nullable SegmentCipher cipher) {
        this.disk = disk;
        this.file = file;
        this.header = header;
        this.encodeFrames = encodeFrames;
        this.cipher = cipher;
    }

    /**
     * Begins a segment file; its header is durable when this returns.
     *
     * @param begun without its key check
     */
    static SegmentWriter begin(Disk disk, Secrets secrets, Path file, SegmentHeader begun, boolean encodeFrames)
            throws IOException {
        SegmentHeader header = begun.encrypted() ? begun.withKeyCheck(SegmentCipher.keyCheck(begun, secrets)) : begun;
        SegmentCipher cipher = header.encrypted() ? SegmentCipher.of(header, secrets) : null;
        // an earlier try that failed may have left a piece of it
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel = disk.open(file, options)) {
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(true);
        }
        disk.forceFolder(LinkFolder.epochFolder(file));
        return new SegmentWriter(disk, file, header, encodeFrames, cipher);
    }

    SegmentHeader header() {
        return header;
    }

    Path file() {
        return file;
    }

    /**
     * Reads the batch to its end and forces it to the disk. If that fails, the file is cut back to where it was; if that
     * fails too, the next call or {@link #leave} does it.
     *
     * @param start where the durable bytes end
     */
    Written append(Batch batch, long seq, Instant now, long start, Workspace workspace, RecordWriter.Room room)
            throws IOException {
        remains = true;
        Written written = tryAppend(batch, seq, now, start, workspace, room);
        remains = false;
        return written;
    }

    /**
     * Nothing is added to this segment any more: what may remain of a batch that failed is cut off, so that the segment that
     * follows joins its last durable one.
     *
     * @param durableBytes where that one ends
     */
    void leave(long durableBytes) throws IOException {
        if (!remains) {
            return;
        }
        try (FileChannel channel = disk.open(file, Set.of(StandardOpenOption.WRITE))) {
            cutBack(channel, durableBytes);
        }
    }

    private Written tryAppend(
            Batch batch, long seq, Instant now, long start, Workspace workspace, RecordWriter.Room room)
            throws IOException {
        try (FileChannel channel = disk.open(file, Set.of(StandardOpenOption.WRITE))) {
            open = channel;
            if (cut) {
                throw new IOException("the journal is being closed");
            }
            if (channel.size() < start) {
                throw new IOException(file + " has lost bytes behind offset " + channel.size());
            }
            if (channel.size() > start) {
                cutBack(channel, start);
            }
            boolean done = false;
            try {
                RecordWriter out = new RecordWriter(channel, header, cipher, workspace, start, room);
                BatchEnd end = write(batch, seq, now, workspace, out);
                out.flush();
                channel.force(false);
                done = true;
                return new Written(out.end(), end);
            } finally {
                if (!done) {
                    tryCutBack(channel, start);
                }
            }
        } finally {
            open = null;
        }
    }

    /** Fails the append that goes on in another thread, and those to come. */
    void cut() throws IOException {
        // INVARIANT: append looks at 'cut' after it has set 'open', this sets 'cut' before it looks at 'open'
        cut = true;
        FileChannel channel = open;
        if (channel != null) {
            channel.close();
        }
    }

    private BatchEnd write(Batch batch, long seq, Instant now, Workspace workspace, RecordWriter out)
            throws IOException {
        BatchHead head = batch.head();
        out.write(
                RecordType.HEAD,
                StoredHead.MAX_BYTES,
                new StoredHead(seq, head.type(), head.from(), head.label(), now)::encode);
        long frames = 0;
        long storedBytes = 0;
        for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
            Frame stored = encodeFrames ? workspace.codec().encode(frame) : frame;
            int bytes = stored.data().remaining();
            out.write(RecordType.FRAME, FRAME_FIELDS_BYTES + bytes, fields -> {
                fields.put(Codes.code(Codes.FRAME_TYPES, stored.type()));
                fields.put(Codes.code(Codes.ENCODINGS, stored.encoding()));
                fields.putInt(stored.rawBytes());
                fields.put(stored.data().duplicate());
            });
            frames++;
            storedBytes += bytes;
        }
        BatchEnd end = batch.end();
        if (end.to().compareTo(head.from()) < 0) {
            throw new IllegalArgumentException("batch ends at " + end.to() + " before its start " + head.from());
        }
        out.write(RecordType.END, StoredHead.MAX_BYTES, new StoredEnd(seq, frames, storedBytes, end)::encode);
        return end;
    }

    // forced: what follows must never mix with remains of this batch after a power cut
    private void cutBack(FileChannel channel, long start) throws IOException {
        channel.truncate(start);
        channel.force(true);
        remains = false;
    }

    private void tryCutBack(FileChannel channel, long start) {
        try {
            cutBack(channel, start);
        } catch (IOException e) {
            // the fault that led here is the one to report; the next append cuts back before it writes
        }
    }
}
