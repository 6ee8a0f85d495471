package io.renkei.line.internal;

import io.renkei.api.Encoding;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A frame inside a FRAME message: kind, encoding, decoded length, bytes. */
final class Frames {
    static final int HEADER_BYTES = 6;

    private Frames() {}

    static void writeHeader(DataOutputStream out, Frame frame) throws IOException {
        out.writeByte(Codes.FRAMES.indexOf(frame.type()));
        out.writeByte(Codes.ENCODINGS.indexOf(frame.encoding()));
        out.writeInt(frame.rawBytes());
    }

    /**
     * @throws ProtocolException if it is no frame, or one that must not be sent
     */
    static Frame read(ByteBuffer payload) throws ProtocolException {
        if (payload.remaining() < HEADER_BYTES) {
            throw new ProtocolException("a frame of " + payload.remaining() + " bytes");
        }
        FrameType type = Codes.value(Codes.FRAMES, payload.get());
        Encoding encoding = Codes.value(Codes.ENCODINGS, payload.get());
        int rawBytes = payload.getInt();
        try {
            return new Frame(type, encoding, rawBytes, payload.slice());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }
}
