package io.renkei.demo.internal.bench.db;

import java.util.Arrays;
import java.util.Locale;

/**
 * Times from commit to visible, in ms.
 *
 * @param p50 median
 */
record Latencies(double p50, double p99, double max) {
    static Latencies of(double[] ms) {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        return new Latencies(at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
    }

    private static double at(double[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
    }

    String text(String who) {
        return String.format(Locale.ROOT, "%-16s p50 %6.2f ms   p99 %7.2f ms   max %7.1f ms", who, p50, p99, max);
    }
}
