package io.renkei.journal.internal;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The beginning of a segment: {@code RNKJRNL}, format version, length, fields, CRC32C. It is durable before the first
 * batch is written, and says where the segment before it ended: with it the segments form a chain.
 *
 * @param firstSeq number of the first batch
 * @param from where the first batch begins
 * @param salt makes the segment's key its own
 * @param keyName reference of the secret, or empty: not encrypted
 * @param keyCheck tells a wrong key from damage; 0 if not encrypted
 */
record SegmentHeader(
        LinkId link,
        Epoch epoch,
        long firstSeq,
        Position from,
        Instant created,
        UUID salt,
        String keyName,
        long keyCheck) {
    /** A token of 8 KiB, a secret's name and the rest. */
    static final int MAX_BYTES = 10 * 1024;

    private static final long MAGIC = 0x524E_4B4A_524E_4C0AL;
    private static final short VERSION = 1;
    private static final int FIXED_BYTES = 16;
    private static final int CRC_BYTES = 4;

    boolean encrypted() {
        return !keyName.isEmpty();
    }

    SegmentHeader withKeyCheck(long check) {
        return new SegmentHeader(link, epoch, firstSeq, from, created, salt, keyName, check);
    }

    /** The records of this segment are checked by. */
    RecordCheck check() {
        return RecordCheck.of(link, epoch, firstSeq);
    }

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        out.putLong(MAGIC).putShort(VERSION).putShort((short) 0).putInt(0);
        Fields.putText(out, link.toString());
        out.putLong(epoch.value()).putLong(firstSeq);
        Fields.putPosition(out, from);
        Fields.putInstant(out, created);
        out.putLong(salt.getMostSignificantBits()).putLong(salt.getLeastSignificantBits());
        Fields.putText(out, keyName);
        out.putLong(keyCheck);
        out.putInt(FIXED_BYTES - 4, out.position() + CRC_BYTES);
        out.putInt(crc(out, out.position()));
        return out.flip();
    }

    /** The bytes it takes on disk. */
    int length() {
        return encode().remaining();
    }

    /**
     * @throws DamageException if the file does not begin with a header
     * @throws PermanentLinkException {@link ErrorCode#VERSION_UNSUPPORTED} if another release wrote it
     */
    static SegmentHeader read(FileChannel channel, LinkId link) throws IOException, DamageException {
        ByteBuffer in = ByteBuffer.allocate(MAX_BYTES);
        while (in.hasRemaining() && channel.read(in, in.position()) >= 0) {
            // until the buffer is full or the file ends
        }
        in.flip();
        if (in.remaining() < FIXED_BYTES) {
            throw new DamageException("the segment ends inside its header", 0, FIXED_BYTES, true);
        }
        int length = in.getInt(FIXED_BYTES - 4);
        if (in.getLong(0) != MAGIC || length < FIXED_BYTES + CRC_BYTES || length > MAX_BYTES) {
            throw new DamageException("no segment header", 0, FIXED_BYTES, false);
        }
        if (length > in.remaining()) {
            throw new DamageException("the segment ends inside its header", 0, length, true);
        }
        if (crc(in, length - CRC_BYTES) != in.getInt(length - CRC_BYTES)) {
            throw new DamageException("the segment header's sum is wrong", 0, length, false);
        }
        short version = in.getShort(8);
        if (version != VERSION) {
            throw new PermanentLinkException(
                    link,
                    ErrorCode.VERSION_UNSUPPORTED,
                    "journal version " + version + ", this release reads " + VERSION);
        }
        return decode(in.position(FIXED_BYTES).limit(length - CRC_BYTES));
    }

    private static SegmentHeader decode(ByteBuffer in) throws DamageException {
        try {
            return new SegmentHeader(
                    LinkId.parse(Fields.text(in)),
                    new Epoch(in.getLong()),
                    in.getLong(),
                    Fields.position(in),
                    Fields.instant(in),
                    new UUID(in.getLong(), in.getLong()),
                    Fields.text(in),
                    in.getLong());
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            DamageException damage = new DamageException("the segment header makes no sense", 0, in.limit(), false);
            damage.initCause(e);
            throw damage;
        }
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }
}
