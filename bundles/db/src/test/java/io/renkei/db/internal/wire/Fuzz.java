package io.renkei.db.internal.wire;

import io.renkei.api.Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Gives a decoder a sample and then many changed ones, the same in every build. For longer:
 * {@code -Drenkei.fuzz.rounds=1000000}, for another course {@code -Drenkei.fuzz.seed=7}.
 */
public final class Fuzz {
    private static final int ROUNDS = Integer.getInteger("renkei.fuzz.rounds", 5_000);
    private static final long SEED = Long.getLong("renkei.fuzz.seed", 13);
    private static final int[] EDGES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Frame.MAX_BYTES, 0xFFFF, 1601};

    private final Random random = new Random(SEED);

    /** The one source of chance of a test. */
    public Random random() {
        return random;
    }

    /** A decoder throws nothing at all, or the round and its bytes are named. */
    public void of(byte[] sample, Consumer<byte[]> decoder) {
        decoder.accept(sample);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = changed(sample);
            try {
                decoder.accept(bytes);
            } catch (RuntimeException e) {
                String where = "seed " + SEED + " round " + round + ": ";
                throw new AssertionError(where + HexFormat.of().formatHex(bytes), e);
            }
        }
    }

    private byte[] changed(byte[] sample) {
        byte[] bytes = sample.clone();
        do {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> random.nextBytes(bytes);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
                case 3 -> {
                    if (at + Integer.BYTES <= bytes.length) {
                        ByteBuffer.wrap(bytes).putInt(at, EDGES[random.nextInt(EDGES.length)]);
                    }
                }
                default -> {
                    if (at < bytes.length) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
        } while (random.nextBoolean());
        return bytes;
    }
}
