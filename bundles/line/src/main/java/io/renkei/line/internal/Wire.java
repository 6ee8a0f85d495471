package io.renkei.line.internal;

import io.renkei.api.Frame;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Messages on a pair of streams: length, type, payload, CRC32C of type and payload. Reading is for one thread; writing is
 * for many, a message at a time. Lengths are checked before anything is kept. The CRC tells what was damaged on the way,
 * which heals when it is sent again, from what was wrong before, which does not.
 */
final class Wire implements Closeable {
    /** A frame and what goes with it. */
    static final int MESSAGE_MAX = Frame.MAX_BYTES + 4096;

    private static final int OUTPUT_BYTES = 64 * 1024;
    private static final int LENGTH_AND_CRC_BYTES = 2 * Integer.BYTES;

    /** Writes a payload. */
    interface Payload {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /**
     * A message that came; the payload is valid until the next one is read.
     */
    record Message(MessageType type, ByteBuffer payload) {}

    private final DataInputStream in;
    private final PacedStream paced;
    private final DataOutputStream out;
    private final Closeable connection;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private byte[] buffer = new byte[8 * 1024];

    /**
     * @param room at the reader of {@code out}
     * @param connection closed with the wire, to end a read or write that hangs
     */
    Wire(InputStream in, OutputStream out, Room room, Closeable connection) {
        this.in = new DataInputStream(in);
        this.paced = new PacedStream(out, room);
        this.out = new DataOutputStream(new BufferedOutputStream(paced, OUTPUT_BYTES));
        this.connection = connection;
    }

    /** From now on all that is sent takes its turn with the other data of the connection. */
    void through(Gate gate, boolean bulk) {
        paced.through(gate, bulk);
    }

    /**
     * The next message.
     *
     * @throws EOFException if the peer has closed
     * @throws ProtocolException if what came is no message
     */
    Message read() throws IOException {
        int length = in.readInt();
        if (length < 1 || length > MESSAGE_MAX) {
            throw new ProtocolException("a message of " + length + " bytes; allowed are 1.." + MESSAGE_MAX);
        }
        MessageType type = MessageType.of(in.readUnsignedByte());
        int bytes = length - 1;
        if (buffer.length < bytes) {
            buffer = new byte[Math.max(bytes, Math.min(MESSAGE_MAX, buffer.length * 2))];
        }
        in.readFully(buffer, 0, bytes);
        CRC32C crc = crc(type);
        crc.update(buffer, 0, bytes);
        if (in.readInt() != (int) crc.getValue()) {
            throw new ProtocolException(type + " was damaged on the way");
        }
        received.addAndGet((long) length + LENGTH_AND_CRC_BYTES);
        return new Message(type, ByteBuffer.wrap(buffer, 0, bytes));
    }

    /** Sends a message at once. */
    void send(MessageType type, Payload payload) throws IOException {
        put(type, payload, true);
    }

    /** Sends a message; it may wait in the buffer for the next {@link #send}. */
    void add(MessageType type, Payload payload) throws IOException {
        put(type, payload, false);
    }

    private void put(MessageType type, Payload payload, boolean flush) throws IOException {
        byte[] bytes = bytes(payload);
        CRC32C crc = crc(type);
        crc.update(bytes);
        synchronized (out) {
            header(type, bytes.length);
            out.write(bytes);
            out.writeInt((int) crc.getValue());
            if (flush) {
                out.flush();
            }
        }
    }

    /** Sends a frame, without copying its bytes first; it may wait in the buffer for the next {@link #send}. */
    void frame(Frame frame) throws IOException {
        ByteBuffer data = frame.data();
        byte[] head = bytes(payload -> Frames.writeHeader(payload, frame));
        CRC32C crc = crc(MessageType.FRAME);
        crc.update(head);
        crc.update(data.duplicate());
        synchronized (out) {
            header(MessageType.FRAME, head.length + data.remaining());
            out.write(head);
            if (data.hasArray()) {
                out.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
            } else {
                byte[] copy = new byte[data.remaining()];
                data.duplicate().get(copy);
                out.write(copy);
            }
            out.writeInt((int) crc.getValue());
        }
    }

    private static byte[] bytes(Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        payload.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static CRC32C crc(MessageType type) {
        CRC32C crc = new CRC32C();
        crc.update(type.code());
        return crc;
    }

    private void header(MessageType type, int payloadBytes) throws IOException {
        if (payloadBytes >= MESSAGE_MAX) {
            throw new ProtocolException("a message of " + payloadBytes + " bytes is too long to send");
        }
        out.writeInt(payloadBytes + 1);
        out.writeByte(type.code());
        sent.addAndGet(payloadBytes + 1L + LENGTH_AND_CRC_BYTES);
    }

    long sentBytes() {
        return sent.get();
    }

    long receivedBytes() {
        return received.get();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
