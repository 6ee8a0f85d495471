package io.renkei.shell.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchInfo;
import io.renkei.api.Epoch;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalUsage;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import io.renkei.api.SegmentView;
import java.util.ArrayList;
import java.util.List;

/** A journal that can be looked into only. */
final class InMemoryJournal implements Journal {
    final List<SegmentView> views = new ArrayList<>();

    @Override
    public Epoch epoch() {
        return new Epoch(3);
    }

    @Override
    public Position end() {
        return Position.START;
    }

    @Override
    public long lastSeq() {
        return 0;
    }

    @Override
    public long append(Batch batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JournalReader read(Position from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JournalReader look(Position from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void acknowledge(Position position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JournalUsage usage() {
        return new JournalUsage(0, 0, 0, views.size());
    }

    @Override
    public List<SegmentInfo> segments() {
        return views.stream().map(SegmentView::segment).toList();
    }

    @Override
    public SegmentView view(long seq, int limit) {
        SegmentView view = views.stream()
                .filter(v -> v.segment().firstSeq() <= seq && seq <= v.segment().lastSeq())
                .findFirst()
                .orElseThrow();
        List<BatchInfo> batches = view.batches();
        return new SegmentView(view.segment(), batches.subList(0, Math.min(limit, batches.size())));
    }

    @Override
    public void close() {
        views.clear();
    }
}
