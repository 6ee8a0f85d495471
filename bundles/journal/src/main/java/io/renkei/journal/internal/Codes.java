package io.renkei.journal.internal;

/** Enum values as one byte. Their order in the api is part of the journal's format. */
final class Codes {
    private Codes() {}

    /**
     * @throws IllegalArgumentException if there is no such value
     */
    static <T> T value(T[] values, byte code) {
        if (code < 0 || code >= values.length) {
            throw new IllegalArgumentException("code " + code + " is not one of " + values.length);
        }
        return values[code];
    }
}
