package io.renkei.runtime.internal.links;

import io.renkei.api.BatchInfo;
import io.renkei.api.BatchType;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places in a journal where a target may be put: between its batches, behind the last base copy. */
final class JournalEdges {
    private final @Nullable Position wanted;
    private final @Nullable Instant time;
    private @Nullable Position begin;
    private Position at = Position.START;
    private @Nullable Position since;

    private JournalEdges(@Nullable Position wanted, @Nullable Instant time) {
        this.wanted = wanted;
        this.time = time;
    }

    /**
     * Looks at every batch that the journal holds, not at what is in it.
     *
     * @param wanted a place to come near to; null: none
     * @param time of a commit to begin with; null: none
     */
    static JournalEdges of(Journal journal, @Nullable Position wanted, @Nullable Instant time) {
        JournalEdges edges = new JournalEdges(wanted, time);
        List<SegmentInfo> segments = journal.segments();
        if (segments.isEmpty()) {
            return edges;
        }
        // a reader keeps what it has still to read
        JournalReader kept = journal.look(segments.get(0).from());
        try {
            segments.forEach(segment -> edges.walk(journal, segment));
        } finally {
            kept.close();
        }
        return edges;
    }

    private void walk(Journal journal, SegmentInfo segment) {
        long seq = segment.firstSeq();
        while (seq > 0 && seq <= segment.lastSeq()) {
            long from = seq;
            List<BatchInfo> batches = journal.view(seq, Journal.VIEW_MAX).batches();
            batches.stream().filter(batch -> batch.seq() >= from).forEach(this::take);
            seq = batches.get(batches.size() - 1).seq() + 1;
        }
    }

    private void take(BatchInfo batch) {
        if (batch.type() == BatchType.BASE) {
            begin = batch.to();
            since = null;
        } else if (begin == null) {
            // a target that stands at the start would be taken for one that never got anything
            begin = batch.from().isStart() ? batch.to() : batch.from();
        }
        if (since == null && batch.type() == BatchType.DATA && batch.items() > 0 && isLate(batch.newestCommit())) {
            since = batch.from().isStart() ? batch.to() : batch.from();
        }
        if (wanted != null && batch.to().compareTo(wanted) <= 0) {
            at = batch.to();
        } else if (wanted != null && batch.from().compareTo(wanted) <= 0) {
            at = batch.type() == BatchType.BASE ? batch.to() : batch.from();
        }
    }

    private boolean isLate(Instant commit) {
        return time != null && !commit.isBefore(time);
    }

    /** The first; null: none. */
    @Nullable Position begin() {
        return begin;
    }

    /** The last that is not behind the wanted place, if that is not before {@link #begin}. */
    Position at() {
        return at;
    }

    /** That before the first batch with a change as late as the time; null: there is none. */
    @Nullable Position since() {
        return since;
    }
}
