package io.renkei.db.internal.capture;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A batch without rows: a barrier, or a move of the position. */
final class ReadyBatch extends SourceBatch {
    /** Length and type. */
    static final int MESSAGE_BYTES = Integer.BYTES + 1;

    private final BatchEnd end;
    private @Nullable Frame frame;

    ReadyBatch(BatchHead head, BatchEnd end) {
        super(head);
        this.end = end;
    }

    /** With one message that is nothing but its type. */
    ReadyBatch(BatchHead head, BatchEnd end, char message) {
        this(head, end);
        frame = message(message);
    }

    static Frame message(char type) {
        ByteBuffer bytes =
                ByteBuffer.allocate(MESSAGE_BYTES).putInt(1).put((byte) type).flip();
        return Frame.raw(FrameType.DATA, bytes);
    }

    @Override
    @Nullable Frame produce() {
        Frame next = frame;
        frame = null;
        return next;
    }

    @Override
    BatchEnd summary() {
        return end;
    }
}
