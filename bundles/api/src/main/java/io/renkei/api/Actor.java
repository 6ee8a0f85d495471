package io.renkei.api;

/**
 * Who asks for a writing act, and from where; goes into the audit.
 *
 * @param reason what the person gave as reason; may be empty
 */
public record Actor(String who, String from, String reason) {}
