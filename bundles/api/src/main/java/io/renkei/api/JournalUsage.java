package io.renkei.api;

/**
 * @param bytes on disk now
 * @param limitBytes at which {@link Journal#append} refuses
 * @param unacknowledgedBytes of {@code bytes}, what the target has not confirmed
 */
public record JournalUsage(long bytes, long limitBytes, long unacknowledgedBytes, int segments) {}
