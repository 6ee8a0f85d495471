package io.renkei.line.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Encoding;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
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
            ErrorCode code = e instanceof ProtocolException ? ErrorCode.PROTOCOL : ErrorCode.LINE_DOWN;
            String why =
                    e instanceof ProtocolException ? String.valueOf(e.getMessage()) : "the line broke inside a batch";
            throw new TransientLinkException(head().link(), code, why, e);
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

    /**
     * @throws PermanentLinkException if it can't be: the line brings it as it was sent, so the next time would be the same
     */
    private Frame decode(Frame frame) {
        try {
            return Frame.raw(frame.type(), codec.decode(frame).data());
        } catch (RuntimeException e) {
            String why = "a compressed frame can't be read: " + e.getClass().getSimpleName();
            ProtocolException cause = new ProtocolException(why);
            cause.initCause(e);
            broken = cause;
            throw new PermanentLinkException(head().link(), ErrorCode.PROTOCOL, why, cause);
        }
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
