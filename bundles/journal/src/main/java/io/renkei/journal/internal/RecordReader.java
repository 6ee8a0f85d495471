package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.DateTimeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one segment through a window of the file. Step on the header with {@link #header}, then take its
 * payload, or skip it with {@link #next}: what is skipped is not read. Used by one thread.
 */
final class RecordReader {
    /** Enough for the records of a small batch; little when only headers are hopped over. */
    static final int HOP_BYTES = 8 * 1024;

    private final FileChannel channel;
    private final RecordCheck check;
    private final @Nullable SegmentCipher cipher;
    private final Workspace workspace;
    private long limit;
    private long windowStart;
    private int windowBytes;

    private RecordType type = RecordType.HEAD;
    private long offset;
    private int length;
    private int payloadCrc;
    private boolean masked;

    /**
     * @param limit end of what may be read: the durable bytes, or the file's size
     */
    RecordReader(
            FileChannel channel,
            SegmentHeader header,
            @Nullable SegmentCipher cipher,
            Workspace workspace,
            long limit) {
        this.channel = channel;
        this.check = header.check();
        this.cipher = cipher;
        this.workspace = workspace;
        this.limit = limit;
    }

    /** More of the segment is durable now. */
    void limit(long bytes) {
        limit = bytes;
    }

    /**
     * Steps on the record at an offset and checks its header.
     *
     * @param ahead how many bytes to read if the window has to move
     */
    void header(long at, int ahead) throws IOException, DamageException {
        if (limit - at < RecordCheck.HEADER_BYTES) {
            throw new DamageException("the segment ends inside a record", at, limit, true);
        }
        ByteBuffer in = window(at, RecordCheck.HEADER_BYTES, ahead);
        int typeAndLength = in.getInt();
        int crc = in.getInt();
        RecordType found = RecordType.of(typeAndLength >>> 24);
        int bytes = typeAndLength & 0xFF_FFFF;
        if (in.getInt() != check.header(at, typeAndLength, crc) || found == null || bytes > RecordCheck.PAYLOAD_MAX) {
            throw new DamageException("no record", at, at + RecordCheck.HEADER_BYTES, false);
        }
        type = found;
        masked = (typeAndLength >>> 24 & RecordType.MASKED) != 0;
        offset = at;
        length = bytes;
        payloadCrc = crc;
        if (next() > limit) {
            throw new DamageException("the segment ends inside a record", at, next(), true);
        }
    }

    /** Type of the record stepped on. */
    RecordType type() {
        return type;
    }

    /** Where the record after this one begins. */
    long next() {
        return offset + RecordCheck.HEADER_BYTES + length;
    }

    /**
     * The payload, checked and decrypted; valid until the next call.
     *
     * @param ahead how many bytes to read if the window has to move
     */
    ByteBuffer payload(int ahead) throws IOException, DamageException {
        ByteBuffer stored = window(offset + RecordCheck.HEADER_BYTES, length, ahead);
        if (check.payload(stored.array(), stored.arrayOffset() + stored.position(), length) != payloadCrc) {
            throw damage("a record's sum is wrong");
        }
        if (masked) {
            stored = unmasked(stored);
        }
        if (cipher == null) {
            return stored;
        }
        byte[] plain = workspace.plain(length);
        int plainBytes = cipher.open(type, offset, stored, plain);
        if (plainBytes < 0) {
            throw damage("a record can't be decrypted");
        }
        return ByteBuffer.wrap(plain, 0, plainBytes);
    }

    // not where it lies: the window may be read once more
    private ByteBuffer unmasked(ByteBuffer stored) {
        byte[] clear = workspace.sealed(length);
        stored.get(clear, 0, length);
        Sectors.mask(clear, length, offset + RecordCheck.HEADER_BYTES);
        return ByteBuffer.wrap(clear, 0, length);
    }

    /** The payload as a value; nothing may follow it. */
    <T> T payload(Function<ByteBuffer, T> decoder) throws IOException, DamageException {
        ByteBuffer in = payload(HOP_BYTES);
        try {
            T value = decoder.apply(in);
            if (in.hasRemaining()) {
                throw damage("bytes follow the fields of a record");
            }
            return value;
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            DamageException damage = damage("a record makes no sense");
            damage.initCause(e);
            throw damage;
        }
    }

    /** The record stepped on is not what was written. */
    DamageException damage(String what) {
        return new DamageException(what, offset, next(), false);
    }

    private ByteBuffer window(long at, int bytes, int ahead) throws IOException, DamageException {
        if (at < windowStart || at + bytes > windowStart + windowBytes) {
            fill(at, bytes, ahead);
        }
        byte[] window = workspace.window(bytes);
        return ByteBuffer.wrap(window, (int) (at - windowStart), bytes);
    }

    private void fill(long at, int bytes, int ahead) throws IOException, DamageException {
        int wanted = (int) Math.min(Math.max(bytes, ahead), limit - at);
        byte[] window = workspace.window(wanted);
        int kept = at >= windowStart ? (int) Math.max(0, windowStart + windowBytes - at) : 0;
        if (kept > 0) {
            System.arraycopy(window, windowBytes - kept, window, 0, kept);
        }
        windowStart = at;
        windowBytes = kept;
        while (windowBytes < wanted) {
            int chunk = Math.min(wanted - windowBytes, Workspace.CHUNK_BYTES);
            int read = channel.read(ByteBuffer.wrap(window, windowBytes, chunk), at + windowBytes);
            if (read < 0) {
                throw new DamageException("the segment file ends", at + windowBytes, at + wanted, true);
            }
            windowBytes += read;
        }
    }
}
