package io.renkei.line.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Payloads of messages, both ways. Every reader is strict: what is too long, too short or impossible is refused. */
final class Codec {
    /** Long enough for every text of ours; a longer one is cut when written. */
    private static final int TEXT_MAX = Position.TOKEN_MAX_BYTES;

    private static final int TRANSIENT = 0;
    private static final int PERMANENT = 1;
    private static final int FENCED = 2;

    /** Reads one payload. */
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** What stands before the frames of a batch. */
    record BatchHeader(BatchHead head, Epoch epoch, long seq, BatchEnd end, long storedBytes) {}

    private Codec() {}

    /**
     * Reads a whole payload.
     *
     * @throws ProtocolException if it is anything but exactly one value
     */
    static <T> T read(ByteBuffer payload, Reader<T> reader) throws ProtocolException {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T value = reader.read(in);
            if (in.read() >= 0) {
                throw new ProtocolException("bytes follow the end of a message");
            }
            return value;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ProtocolException(
                    "a message can't be read: " + e.getClass().getSimpleName());
        }
    }

    static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        byte[] bytes = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, TEXT_MAX);
        out.writeShort(length);
        out.write(bytes, 0, length);
    }

    static String readText(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > TEXT_MAX || length > in.available()) {
            throw new ProtocolException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new ProtocolException("a block of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private static void writePosition(DataOutputStream out, Position position) throws IOException {
        out.writeLong(position.order());
        writeText(out, position.token());
    }

    private static Position readPosition(DataInputStream in) throws IOException {
        return new Position(in.readLong(), readText(in));
    }

    private static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    static void writeHello(DataOutputStream out, Hello hello) throws IOException {
        out.writeLong(hello.epoch().value());
        writeText(out, hello.incarnation());
        writePosition(out, hello.journalEnd());
    }

    static Hello readHello(DataInputStream in, LinkId link) throws IOException {
        return new Hello(link, new Epoch(in.readLong()), readText(in), readPosition(in));
    }

    static void writeCheckpoint(DataOutputStream out, Checkpoint checkpoint) throws IOException {
        out.writeLong(checkpoint.epoch().value());
        writePosition(out, checkpoint.position());
        out.writeLong(checkpoint.batchSeq());
    }

    static Checkpoint readCheckpoint(DataInputStream in, LinkId link) throws IOException {
        return new Checkpoint(link, new Epoch(in.readLong()), readPosition(in), in.readLong());
    }

    static void writeBatch(DataOutputStream out, NumberedBatch batch) throws IOException {
        out.writeByte(Codes.BATCHES.indexOf(batch.head().type()));
        writePosition(out, batch.head().from());
        writeText(out, batch.head().label());
        out.writeLong(batch.epoch().value());
        out.writeLong(batch.seq());
        writePosition(out, batch.end().to());
        writeInstant(out, batch.end().newestCommit());
        out.writeLong(batch.end().items());
        out.writeLong(batch.end().rawBytes());
        out.writeLong(batch.storedBytes());
    }

    static BatchHeader readBatch(DataInputStream in, LinkId link) throws IOException {
        BatchHead head =
                new BatchHead(link, Codes.value(Codes.BATCHES, in.readUnsignedByte()), readPosition(in), readText(in));
        Epoch epoch = new Epoch(in.readLong());
        long seq = in.readLong();
        BatchEnd end = new BatchEnd(readPosition(in), readInstant(in), in.readLong(), in.readLong());
        return new BatchHeader(head, epoch, seq, end, in.readLong());
    }

    static void writeFault(DataOutputStream out, LinkException fault) throws IOException {
        int kind = fault instanceof FencedException
                ? FENCED
                : fault instanceof PermanentLinkException ? PERMANENT : TRANSIENT;
        out.writeByte(kind);
        writeText(out, fault.code().name());
        writeText(out, fault.detail());
        out.writeLong(
                fault instanceof FencedException fenced ? fenced.targetEpoch().value() : 0);
    }

    /** A code that this release does not know, from a newer peer, becomes CONTROL_FAILED with the code in its text. */
    static LinkException readFault(DataInputStream in, LinkId link, Epoch own) throws IOException {
        int kind = in.readUnsignedByte();
        String name = readText(in);
        String detail = readText(in);
        Epoch target = new Epoch(in.readLong());
        ErrorCode code = ErrorCode.CONTROL_FAILED;
        String text = name + ": " + detail;
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(name)) {
                code = known;
                text = detail;
            }
        }
        return switch (kind) {
            case FENCED -> new FencedException(link, own, target);
            case PERMANENT -> new PermanentLinkException(link, code, text);
            case TRANSIENT -> new TransientLinkException(link, code, text);
            default -> throw new ProtocolException("fault kind " + kind + " does not exist");
        };
    }

    static void writeProbe(DataOutputStream out, LinkProbe probe) throws IOException {
        writeText(out, probe.state());
        writeText(out, probe.reason());
        writePosition(out, probe.applied());
        writeInstant(out, probe.newestCommit());
        out.writeLong(probe.items());
    }

    static LinkProbe readProbe(DataInputStream in) throws IOException {
        return new LinkProbe(readText(in), readText(in), readPosition(in), readInstant(in), in.readLong());
    }
}
