package io.renkei.demo.internal.load;

import java.time.Duration;

/**
 * How a generator works. The same seed makes the same changes in the same order; only their times differ.
 *
 * @param rowsPerSecond of small transactions; storms and registrations come on top
 * @param stormEvery pause between two update storms
 * @param stormRows rows of one column that a storm changes, three times in a row
 * @param registrationEvery pause between two registrations; the first comes after half of it
 * @param registrationClaims claims of one registration, some 27 rows each, in one transaction
 */
public record LoadSettings(
        long seed,
        int rowsPerSecond,
        Duration stormEvery,
        int stormRows,
        Duration registrationEvery,
        int registrationClaims) {
    private static final int MOST = 1_000_000;

    public LoadSettings {
        requireBound("rowsPerSecond", rowsPerSecond);
        requireBound("stormRows", stormRows);
        requireBound("registrationClaims", registrationClaims);
    }

    /**
     * A steady load with a storm every 5 s and now and then a registration of 500 claims (some 13,500 rows).
     *
     * @param registrationEvery the first comes after half of it
     */
    public static LoadSettings steady(long seed, int rowsPerSecond, Duration registrationEvery) {
        return new LoadSettings(seed, rowsPerSecond, Duration.ofSeconds(5), 500, registrationEvery, 500);
    }

    private static void requireBound(String name, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(name + " must be 1.." + MOST + ", was " + value);
        }
    }
}
