package io.renkei.policy.internal;

import io.renkei.api.Audit;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** An audit trail in memory, whose disk can be full. */
final class Trail implements Audit {
    final List<AuditRecord> records = new ArrayList<>();
    boolean full;

    @Override
    public synchronized void write(AuditRecord record) {
        if (full) {
            throw new UncheckedIOException(new IOException("no space left"));
        }
        records.add(record);
    }

    @Override
    public List<AuditEntry> newest(int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> verify() {
        throw new UnsupportedOperationException();
    }
}
