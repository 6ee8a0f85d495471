package io.renkei.api;

import java.util.List;

/** The audit trail: append-only files, each entry chained to the one before by its hash and synced to disk. */
public interface Audit {
    /**
     * Writes a record; it is on disk when this returns.
     *
     * @throws java.io.UncheckedIOException if the disk refuses: the act must not be done then
     */
    void write(AuditRecord record);

    /** The newest entries, newest first, at most 10,000. */
    List<AuditEntry> newest(int count);

    /** Recomputes the chain of all files; empty: whole. Else the file and line of each break. */
    List<String> verify();
}
