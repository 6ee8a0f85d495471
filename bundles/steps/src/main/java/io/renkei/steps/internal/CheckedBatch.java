package io.renkei.steps.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Encoding;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkContext;
import io.renkei.api.NumberedBatch;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.PolicyDecision;
import org.jspecify.annotations.Nullable;

/** A batch whose item declarations are shown to the policy before anybody reads on. */
class CheckedBatch implements Batch {
    private final Batch batch;
    private final LinkContext context;

    CheckedBatch(Batch batch, LinkContext context) {
        this.batch = batch;
        this.context = context;
    }

    @Override
    public BatchHead head() {
        return batch.head();
    }

    @Override
    public @Nullable Frame next() {
        Frame frame = batch.next();
        if (frame != null && frame.type() == FrameType.ITEM) {
            check(frame);
        }
        return frame;
    }

    @Override
    public BatchEnd end() {
        return batch.end();
    }

    @Override
    public void close() {
        batch.close();
    }

    private void check(Frame frame) {
        if (frame.encoding() != Encoding.RAW) {
            throw new PermanentLinkException(
                    context.id(), ErrorCode.INTERNAL, "the policy was asked about an item it cannot read");
        }
        ItemDeclaration declared = ItemDeclaration.decode(frame.data());
        PolicyDecision decision = context.policy().check(context.id(), declared.item(), declared.parts());
        if (!decision.allowed()) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.POLICY_DENIED,
                    declared.item() + ": rule " + decision.rule() + ": " + decision.reason());
        }
    }

    /** The same for a batch that the line brought. */
    static final class Numbered extends CheckedBatch implements NumberedBatch {
        private final NumberedBatch batch;

        Numbered(NumberedBatch batch, LinkContext context) {
            super(batch, context);
            this.batch = batch;
        }

        @Override
        public Epoch epoch() {
            return batch.epoch();
        }

        @Override
        public long seq() {
            return batch.seq();
        }

        @Override
        public long storedBytes() {
            return batch.storedBytes();
        }
    }
}
