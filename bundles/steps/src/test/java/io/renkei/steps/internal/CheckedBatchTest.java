package io.renkei.steps.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.renkei.api.Barriers;
import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FarSide;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.Half;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkReporter;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckedBatchTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    @Test
    void breaksOffAtTheFirstDeniedItem() {
        CheckedBatch batch = new CheckedBatch(batch("public.c_claim", "public.n_person_number"), new DenyingContext());
        assertNotNull(batch.next());
        PermanentLinkException denied = assertThrows(PermanentLinkException.class, batch::next);
        assertEquals(ErrorCode.POLICY_DENIED, denied.code());
        assertEquals("public.n_person_number: rule P05: never", denied.detail());
    }

    @Test
    void asksAboutColumnsToo() {
        CheckedBatch batch = new CheckedBatch(batch("public.c_claim"), new DenyingContext());
        Frame frame = batch.next();
        assertNotNull(frame);
        assertEquals(List.of("claim_id"), ItemDeclaration.decode(frame.data()).parts());
    }

    private static Batch batch(String... items) {
        Queue<Frame> frames = new ArrayDeque<>();
        for (String item : items) {
            ByteBuffer declared = new ItemDeclaration(item, List.of("claim_id"), new byte[] {1, 2}).encode();
            frames.add(Frame.raw(FrameType.ITEM, declared));
        }
        return new Batch() {
            @Override
            public BatchHead head() {
                return new BatchHead(LINK, BatchType.DATA, Position.START, "");
            }

            @Override
            public @Nullable Frame next() {
                return frames.poll();
            }

            @Override
            public BatchEnd end() {
                return new BatchEnd(Position.of(1), Instant.EPOCH, 1, 1);
            }

            @Override
            public void close() {}
        };
    }

    private static final class DenyingContext implements LinkContext {
        @Override
        public Policy policy() {
            return new Policy() {
                @Override
                public PolicyDecision check(LinkId link, String item, List<String> parts) {
                    return item.startsWith("public.n_")
                            ? new PolicyDecision(false, "P05", "never")
                            : new PolicyDecision(true, "P00", "listed");
                }

                @Override
                public List<AllowedItem> allowed(LinkId link) {
                    return List.of();
                }
            };
        }

        @Override
        public LinkId id() {
            return LINK;
        }

        @Override
        public Half half() {
            return Half.CENTRE;
        }

        @Override
        public Settings settings() {
            return new Settings(Map.of());
        }

        @Override
        public LinkReporter reporter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Secrets secrets() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String incarnation() {
            return "";
        }

        @Override
        public Epoch epoch() {
            return Epoch.NONE;
        }

        @Override
        public FarSide farSide() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Barriers barriers() {
            throw new UnsupportedOperationException();
        }
    }
}
