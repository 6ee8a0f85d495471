package io.renkei.api;

/** Resolves references of the form {@code secret:NAME} at the moment of use. */
public interface Secrets {
    /** What every reference begins with. */
    String PREFIX = "secret:";

    /**
     * The secret itself; never to be kept, logged or shown.
     *
     * @throws IllegalArgumentException naming the reference, if there is no such secret or its file is readable by others
     */
    String resolve(String reference);

    /** Whether {@link #resolve} would succeed. */
    boolean exists(String reference);
}
