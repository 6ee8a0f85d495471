package io.renkei.management;

import io.renkei.api.Audit;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A trail without a disk. */
public final class InMemoryAudit implements Audit {
    public static final Instant NOON = Instant.parse("2026-11-26T03:00:00Z");
    public final List<AuditEntry> entries = new ArrayList<>();
    public final List<String> breaks = new ArrayList<>();

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

    /** What was written last. */
    public AuditRecord last() {
        return entries.get(0).record();
    }
}
