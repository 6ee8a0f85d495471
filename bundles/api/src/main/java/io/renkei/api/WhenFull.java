package io.renkei.api;

/** What a kind does when its journal has reached its size. */
public enum WhenFull {
    /** The source waits; it keeps what was not captured (databases). */
    PAUSE,
    /** Capture goes on without journal and owes a re-scan (files). */
    RESCAN,
    /** The door refuses the item (print). */
    REFUSE
}
