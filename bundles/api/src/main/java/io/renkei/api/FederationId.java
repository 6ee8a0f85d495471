package io.renkei.api;

/**
 * A federation (国保連合会): a prefecture code, or 99 for the national body.
 *
 * @param code 1..47 or 99
 */
public record FederationId(int code) implements Comparable<FederationId> {
    private static final int LAST_PREFECTURE = 47;
    private static final int NATIONAL = 99;

    public FederationId {
        if ((code < 1 || code > LAST_PREFECTURE) && code != NATIONAL) {
            throw new IllegalArgumentException("federation code must be 01..47 or 99, was " + code);
        }
    }

    /**
     * Reads the two-digit form.
     *
     * @throws IllegalArgumentException if the text is not two digits of an existing federation
     */
    public static FederationId parse(String text) {
        if (!text.matches("[0-9]{2}")) {
            throw new IllegalArgumentException("federation must be two digits, 01..47 or 99, was '" + text + "'");
        }
        return new FederationId(Integer.parseInt(text));
    }

    @Override
    public int compareTo(FederationId other) {
        return Integer.compare(code, other.code);
    }

    @Override
    public String toString() {
        return code < 10 ? "0" + code : Integer.toString(code);
    }
}
