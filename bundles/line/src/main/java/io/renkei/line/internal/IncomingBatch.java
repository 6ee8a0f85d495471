package io.renkei.line.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Encoding;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.LinkException;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import io.renkei.journal.FrameCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A batch as it arrives: whoever applies it reads the channel, so what is not applied yet stays on the sender's side. */
final class IncomingBatch implements NumberedBatch {
    private final Wire wire;
    private final Codec.BatchHeader header;
    private final FrameCodec codec;
    private boolean ended;
    private @Nullable IOException broken;

    IncomingBatch(Wire wire, Codec.BatchHeader header, FrameCodec codec) {
        this.wire = wire;
        this.header = header;
        this.codec = codec;
    }

    @Override
    public @Nullable Frame next() {
        try {
            Frame frame = read();
            return frame == null || frame.encoding() == Encoding.RAW ? frame : decode(frame);
        } catch (IOException e) {
            broken = e;
            throw brokenOff(e);
        }
    }

    /** The next frame as it was sent; null at the end of the batch. */
    private @Nullable Frame read() throws IOException {
        if (ended) {
            return null;
        }
        Wire.Message message = wire.read();
        if (message.type() == MessageType.BATCH_END) {
            ended = true;
            return null;
        }
        if (message.type() != MessageType.FRAME) {
            throw new ProtocolException(message.type() + " inside a batch");
        }
        return Frames.read(message.payload());
    }

    private Frame decode(Frame frame) throws ProtocolException {
        try {
            return Frame.raw(frame.type(), codec.decode(frame).data());
        } catch (RuntimeException e) {
            throw new ProtocolException(
                    "a compressed frame can't be read: " + e.getClass().getSimpleName());
        }
    }

    private LinkException brokenOff(IOException cause) {
        return cause instanceof ProtocolException
                ? new PermanentLinkException(
                        head().link(), ErrorCode.PROTOCOL, String.valueOf(cause.getMessage()), cause)
                : new TransientLinkException(
                        head().link(), ErrorCode.LINE_DOWN, "the line broke inside a batch", cause);
    }

    /** Reads what the applier left, so that the next message is the one after the batch. */
    void skipRest() throws IOException {
        if (broken != null) {
            throw broken;
        }
        Frame left = read();
        while (left != null) {
            left = read();
        }
    }

    @Override
    public BatchHead head() {
        return header.head();
    }

    @Override
    public BatchEnd end() {
        return header.end();
    }

    @Override
    public Epoch epoch() {
        return header.epoch();
    }

    @Override
    public long seq() {
        return header.seq();
    }

    @Override
    public long storedBytes() {
        return header.storedBytes();
    }

    @Override
    public void close() {
        // the channel belongs to the receiving end
    }
}
