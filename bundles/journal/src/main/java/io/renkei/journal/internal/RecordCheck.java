package io.renkei.journal.internal;

import io.renkei.api.Epoch;
import io.renkei.api.Frame;
import io.renkei.api.LinkId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * The twelve bytes before each payload: type and length, CRC32C of the payload, CRC32C of these two. The header's own
 * sum also covers the segment's name and the offset, so a payload that happens to be (part of) a segment file, a block
 * that the disk put elsewhere and a file under another name are never taken for a record. Used by one thread.
 */
final class RecordCheck {
    static final int HEADER_BYTES = 12;

    /** A frame, its type, encoding and length, and what encryption adds to it. */
    static final int PAYLOAD_MAX = Frame.MAX_BYTES + 64;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer mixed = ByteBuffer.allocate(24);
    private final long segment;

    private RecordCheck(long segment) {
        this.segment = segment;
    }

    static RecordCheck of(LinkId link, Epoch epoch, long firstSeq) {
        String name = link + "/" + epoch + "/" + firstSeq;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new RecordCheck(ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    int payload(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    int header(long offset, int typeAndLength, int payloadCrc) {
        mixed.clear();
        mixed.putLong(segment).putLong(offset).putInt(typeAndLength).putInt(payloadCrc);
        crc.reset();
        crc.update(mixed.flip());
        return (int) crc.getValue();
    }

    static int typeAndLength(RecordType type, boolean masked, int length) {
        return (type.code() | (masked ? RecordType.MASKED : 0)) << 24 | length;
    }
}
