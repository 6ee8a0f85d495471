package io.renkei.journal.internal;

import io.renkei.api.BatchInfo;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.SegmentInfo;
import io.renkei.api.SegmentView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks into one segment beside whoever writes or reads it. */
final class SegmentLook {
    private final LinkId link;
    private final SegmentChain chain;
    private final SegmentFiles files;

    SegmentLook(LinkId link, SegmentChain chain, SegmentFiles files) {
        this.link = link;
        this.chain = chain;
        this.files = files;
    }

    SegmentView at(long seq, int limit) {
        Cursor place = chain.cursorAt(seq);
        try {
            Segment segment = chain.ready(place);
            if (segment == null) {
                throw new IllegalStateException("batch " + seq + " of " + link + " is known but not there");
            }
            SegmentInfo info = chain.info(segment);
            // from the batch on; from before it where too few follow
            long first = Math.max(info.firstSeq(), Math.min(seq, info.lastSeq() - limit + 1));
            return new SegmentView(info, read(segment, info, first, limit));
        } finally {
            chain.forget(place);
        }
    }

    private List<BatchInfo> read(Segment segment, SegmentInfo info, long first, int limit) {
        Position acknowledged = chain.acknowledged();
        List<BatchInfo> batches = new ArrayList<>();
        try (SegmentInput input = SegmentInput.open(files, segment.file(), segment.header(), info.bytes())) {
            long offset = segment.headerBytes();
            while (offset < info.bytes() && batches.size() < limit) {
                BatchSpan span = BatchSpan.read(input.records(), offset);
                if (span.head().seq() >= first) {
                    batches.add(span.info(acknowledged));
                }
                offset = span.next();
            }
        } catch (DamageException e) {
            throw Recovery.damaged(link, segment.file(), e);
        } catch (IOException e) {
            throw FileJournalReader.unreadable(link, segment.file(), e);
        }
        return batches;
    }
}
