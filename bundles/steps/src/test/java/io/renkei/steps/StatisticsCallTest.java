package io.renkei.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsCallTest {
    private static final ItemStatistics TWO = new ItemStatistics(
            Instant.parse("2026-11-26T03:00:00Z"),
            List.of(new ItemTotals("審査.請求", 1, 2, 3, 4, 5), new ItemTotals("t", Long.MAX_VALUE, 0, 0, 0, 0)));

    @Test
    void anAnswerIsReadAsItWasWritten() throws IOException {
        assertEquals(TWO, StatisticsCall.decode(StatisticsCall.encode(TWO)));
    }

    @Test
    void theLongestAnswerIsBelowTheBoundOfAControlCall() {
        // as many items and characters as a half counts at most, each of three bytes
        List<ItemTotals> items = IntStream.range(0, 2_001)
                .mapToObj(i -> new ItemTotals("表".repeat(50), i, i, i, i, i))
                .toList();
        int length = StatisticsCall.encode(new ItemStatistics(Instant.EPOCH, items)).length;
        assertTrue(length < 512 * 1024, "length " + length);
    }

    @Test
    void anAnswerThatIsCutOffIsRefused() {
        byte[] whole = StatisticsCall.encode(TWO);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> StatisticsCall.decode(cut), "length " + length);
        }
        assertThrows(
                IllegalArgumentException.class, () -> StatisticsCall.decode(Arrays.copyOf(whole, whole.length + 1)));
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(4);
        byte[] whole = StatisticsCall.encode(TWO);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                StatisticsCall.decode(bytes);
            } catch (IOException | IllegalArgumentException e) {
                assertTrue(e.getMessage() == null || !e.getMessage().isEmpty());
            }
        }
    }
}
