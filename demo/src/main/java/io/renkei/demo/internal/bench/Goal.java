package io.renkei.demo.internal.bench;

import java.util.Locale;

/**
 * What a figure must reach.
 *
 * @param atLeast true: the value must not be below the bound; false: not above it
 */
public record Goal(boolean atLeast, double bound) {
    /** The value may be this, or less. */
    public static Goal atMost(double bound) {
        return new Goal(false, bound);
    }

    /** The value must be this, or more. */
    public static Goal atLeast(double bound) {
        return new Goal(true, bound);
    }

    boolean reachedBy(double value) {
        return atLeast ? value >= bound : value <= bound;
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, "%.2f", bound).replaceAll("\\.?0+$", "");
        return (atLeast ? ">= " : "<= ") + number;
    }
}
