package io.renkei.config;

import io.renkei.api.ConfigFault;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading: a value that is right in every point, or all faults at once.
 *
 * @param value there only if there are no faults
 */
public record Reading<T>(Optional<T> value, List<ConfigFault> faults) {
    public Reading {
        faults = List.copyOf(faults);
        if (value.isPresent() != faults.isEmpty()) {
            throw new IllegalArgumentException("either a value or faults");
        }
    }

    /** Everything is right. */
    public static <T> Reading<T> right(T value) {
        return new Reading<>(Optional.of(value), List.of());
    }

    /**
     * @param faults at least one
     */
    public static <T> Reading<T> faulty(List<ConfigFault> faults) {
        return new Reading<>(Optional.empty(), faults);
    }
}
