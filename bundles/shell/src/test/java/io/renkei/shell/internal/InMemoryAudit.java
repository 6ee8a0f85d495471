package io.renkei.shell.internal;

import io.renkei.api.Audit;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A trail without a disk. */
final class InMemoryAudit implements Audit {
    static final Instant NOON = Instant.parse("2026-11-26T03:00:00Z");
    final List<AuditEntry> entries = new ArrayList<>();
    final List<String> breaks = new ArrayList<>();

    @Override
    public void write(AuditRecord record) {
        entries.add(0, new AuditEntry(entries.size() + 1, NOON, record, "00"));
    }

    @Override
    public List<AuditEntry> newest(int count) {
        return entries.subList(0, Math.min(count, entries.size()));
    }

    @Override
    public List<String> verify() {
        return List.copyOf(breaks);
    }

    AuditRecord last() {
        return entries.get(0).record();
    }
}
