package io.renkei.db.internal.capture;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Databases;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A batch that is read from the source while it is read: it either came to its end, or the source's session is spoilt. */
abstract class SourceBatch implements Batch {
    private final BatchHead head;
    private boolean complete;
    private boolean closed;

    SourceBatch(BatchHead head) {
        this.head = head;
    }

    /** The next frame, or null at the end. */
    abstract @Nullable Frame produce() throws IOException, SQLException;

    /** The end, asked for after the last frame. */
    abstract BatchEnd summary();

    /** What a broken connection means for the link. */
    TransientLinkException broken(String why, Exception cause) {
        return new TransientLinkException(head.link(), ErrorCode.SOURCE_UNREACHABLE, why, cause);
    }

    @Override
    public final BatchHead head() {
        return head;
    }

    @Override
    public final @Nullable Frame next() {
        if (complete) {
            return null;
        }
        if (closed) {
            throw new IllegalStateException("the batch is closed");
        }
        try {
            Frame frame = produce();
            complete = frame == null;
            return frame;
        } catch (IOException e) {
            throw broken(String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw broken(Databases.told(e), e);
        }
    }

    @Override
    public final BatchEnd end() {
        if (!complete) {
            throw new IllegalStateException("frames of the batch are left");
        }
        return summary();
    }

    /** Whether all frames were read. */
    final boolean complete() {
        return complete;
    }

    final boolean closed() {
        return closed;
    }

    @Override
    public final void close() {
        closed = true;
    }
}
