package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes records to the end of one segment, gathered into large writes: a small batch is one. Used by one thread. */
final class RecordWriter {
    /** Asked before bytes go to the disk. */
    interface Room {
        /**
         * @param bytes how long the batch is so far
         * @throws io.renkei.api.LinkException if the journal may not grow by so much
         */
        void require(long bytes);
    }

    private final FileChannel channel;
    private final RecordCheck check;
    private final @Nullable SegmentCipher cipher;
    private final Workspace workspace;
    private final Room room;
    private final long start;
    private final byte[] window;
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
            length = cipher.seal(type, offset, bytes, length, sealed);
            bytes = sealed;
        }
        int typeAndLength = RecordCheck.typeAndLength(type, length);
        int crc = check.payload(bytes, 0, length);
        if (Workspace.CHUNK_BYTES - gathered < RecordCheck.HEADER_BYTES) {
            flush();
        }
        ByteBuffer.wrap(window, gathered, RecordCheck.HEADER_BYTES)
                .putInt(typeAndLength)
                .putInt(crc)
                .putInt(check.header(offset, typeAndLength, crc));
        gathered += RecordCheck.HEADER_BYTES;
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

    private void put(byte[] bytes, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (gathered == Workspace.CHUNK_BYTES) {
                flush();
            }
            int part = Math.min(length - done, Workspace.CHUNK_BYTES - gathered);
            System.arraycopy(bytes, done, window, gathered, part);
            gathered += part;
            done += part;
        }
    }
}
