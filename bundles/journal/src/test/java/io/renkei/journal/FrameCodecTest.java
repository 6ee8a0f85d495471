package io.renkei.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Encoding;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private final FrameCodec codec = new FrameCodec();
    private final Random random = new Random(13);

    @AfterEach
    void close() {
        codec.close();
    }

    @Test
    void shrinksAndRestoresWhatCanBeShrunk() {
        byte[] text = repetitive(Frame.MAX_BYTES);
        Frame encoded = codec.encode(Frame.raw(FrameType.DATA, ByteBuffer.wrap(text)));
        assertEquals(Encoding.ZSTD, encoded.encoding());
        assertTrue(encoded.data().remaining() < Frame.MAX_BYTES / 2);
        assertArrayEquals(text, bytes(codec.decode(encoded)));
    }

    @Test
    void keepsNoiseAndTinyFramesAsTheyAre() {
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        for (byte[] data : new byte[][] {noise, new byte[0], new byte[63]}) {
            Frame frame = Frame.raw(FrameType.DATA, ByteBuffer.wrap(data));
            assertSame(frame, codec.encode(frame));
            assertSame(frame, codec.decode(frame));
        }
    }

    @Test
    void takesDirectAndSlicedBuffersAndLeavesThemAsTheyWere() {
        byte[] text = repetitive(5_000);
        ByteBuffer direct = ByteBuffer.allocateDirect(5_010).position(10);
        direct.put(text).position(10);
        ByteBuffer slice = ByteBuffer.allocate(5_010).position(7).slice();
        slice.position(3);
        slice.put(text).position(3);
        for (ByteBuffer data : new ByteBuffer[] {direct, slice.asReadOnlyBuffer(), slice}) {
            data.limit(data.position() + text.length);
            int position = data.position();
            Frame encoded = codec.encode(Frame.raw(FrameType.ITEM, data));
            assertEquals(Encoding.ZSTD, encoded.encoding());
            assertEquals(FrameType.ITEM, encoded.type());
            assertEquals(position, data.position());
            assertArrayEquals(text, bytes(codec.decode(encoded)));
        }
    }

    @Test
    void refusesAFrameThatDecodesToAnotherLength() {
        byte[] text = repetitive(10_000);
        Frame encoded = codec.encode(Frame.raw(FrameType.DATA, ByteBuffer.wrap(text)));
        for (int claimed : new int[] {0, 9_999, 10_001, Frame.MAX_BYTES}) {
            Frame lie = new Frame(FrameType.DATA, Encoding.ZSTD, claimed, encoded.data());
            assertThrows(IllegalArgumentException.class, () -> codec.decode(lie), "claimed " + claimed);
        }
    }

    @Test
    void hostileBytesFailCleanlyOrDecodeWithinTheirBound() {
        byte[] good = bytes(codec.encode(Frame.raw(FrameType.DATA, ByteBuffer.wrap(repetitive(3_000)))));
        int rounds = Integer.getInteger("renkei.fuzz.rounds", 20_000);
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = good.clone();
            if (round % 4 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            int claimed = random.nextBoolean() ? 3_000 : random.nextInt(Frame.MAX_BYTES + 1);
            Frame frame = new Frame(FrameType.DATA, Encoding.ZSTD, claimed, ByteBuffer.wrap(bytes));
            try {
                assertEquals(claimed, codec.decode(frame).data().remaining());
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("frame"), e.getMessage());
            }
        }
    }

    private byte[] repetitive(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + (i / 7 + random.nextInt(3)) % 20);
        }
        return text;
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.data().remaining()];
        frame.data().duplicate().get(bytes);
        return bytes;
    }
}
