package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to the end of one segment, gathered into large writes: a small batch is one. A large one's writes begin
 * and end with pages, so that no page is ever on its way to the disk half filled. Used by one thread.
 */
final class RecordWriter {
    /** Asked before bytes go to the disk. */
    interface Room {
        /**
         * @param bytes how long the batch is so far
         * @throws io.renkei.api.LinkException if the journal may not grow by so much
         */
        void require(long bytes);
    }

    private static final int PAGE_BYTES = 4096;

    private final FileChannel channel;
    private final RecordCheck check;
    private final @Nullable SegmentCipher cipher;
    private final Workspace workspace;
    private final Room room;
    private final long start;
    private final byte[] window;
    private final byte[] head = new byte[RecordCheck.HEADER_BYTES];
    private long written;
    private int gathered;

    RecordWriter(
            FileChannel channel,
            SegmentHeader header,
            @Nullable SegmentCipher cipher,
            Workspace workspace,
            long start,
            Room room) {
        this.channel = channel;
        this.check = header.check();
        this.cipher = cipher;
        this.workspace = workspace;
        this.room = room;
        this.start = start;
        this.written = start;
        this.window = workspace.window(Workspace.CHUNK_BYTES);
    }

    /** Adds a record whose payload has at most so many bytes. */
    void write(RecordType type, int maxBytes, Consumer<ByteBuffer> payload) throws IOException {
        byte[] bytes = workspace.plain(maxBytes);
        ByteBuffer out = ByteBuffer.wrap(bytes, 0, maxBytes);
        payload.accept(out);
        int length = out.position();
        long offset = end();
        if (cipher != null) {
            byte[] sealed = workspace.sealed(length + SegmentCipher.OVERHEAD_BYTES);
            length = seal(cipher, type, offset, bytes, length, sealed);
            bytes = sealed;
        }
        long at = offset + RecordCheck.HEADER_BYTES;
        boolean masked = Sectors.nearlyEndsOneInZeros(bytes, length, at);
        if (masked) {
            Sectors.mask(bytes, length, at);
        }
        int typeAndLength = RecordCheck.typeAndLength(type, masked, length);
        int crc = check.payload(bytes, 0, length);
        ByteBuffer.wrap(head).putInt(typeAndLength).putInt(crc).putInt(check.header(offset, typeAndLength, crc));
        put(head, head.length);
        put(bytes, length);
    }

    /** Where the next record begins. */
    long end() {
        return written + gathered;
    }

    /** Hands everything to the operating system. */
    void flush() throws IOException {
        room.require(end() - start);
        ByteBuffer out = ByteBuffer.wrap(window, 0, gathered);
        while (out.hasRemaining()) {
            written += channel.write(out, written);
        }
        gathered = 0;
    }

    /** The last byte is never zero: it may be all of the batch that is in the file's last sector. */
    private static int seal(SegmentCipher cipher, RecordType type, long offset, byte[] bytes, int length, byte[] out) {
        int sealed;
        do {
            sealed = cipher.seal(type, offset, bytes, length, out);
        } while (out[sealed - 1] == 0);
        return sealed;
    }

    private void put(byte[] bytes, int length) throws IOException {
        int done = 0;
        while (done < length) {
            // what was written before ends with a page, but for the first time
            int capacity = Workspace.CHUNK_BYTES - (int) (written % PAGE_BYTES);
            if (gathered == capacity) {
                flush();
                continue;
            }
            int part = Math.min(length - done, capacity - gathered);
            System.arraycopy(bytes, done, window, gathered, part);
            gathered += part;
            done += part;
        }
    }
}
