package io.renkei.api;

/**
 * How a kind's payload travels.
 *
 * @param referenced frames may be {@link FrameType#REFERENCE}: the payload is read when it is sent, not copied into the
 *     journal
 * @param encoded the payload is compressed already
 * @param bulk its data waits for that of small links on the line
 */
public record KindTraits(boolean referenced, boolean encoded, boolean bulk, WhenFull whenFull) {}
