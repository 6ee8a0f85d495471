package io.renkei.api;

import java.time.Instant;

/**
 * A record as it stands in the trail.
 *
 * @param number 1, 2, 3 ... over all files
 * @param chain SHA-256 over the entry and the chain value before it, hex
 */
public record AuditEntry(long number, Instant time, AuditRecord record, String chain) {}
