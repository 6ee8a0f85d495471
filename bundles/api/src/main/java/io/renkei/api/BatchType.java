package io.renkei.api;

/** What a batch does to its target. */
public enum BatchType {
    /** Changes that follow the position before them. */
    DATA,
    /** A whole copy as of its {@code to} position; its {@code from} is {@link Position#START}. */
    BASE,
    /** No data: tells the target that everything before it is applied. Its label names the barrier. */
    BARRIER
}
