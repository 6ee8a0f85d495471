package io.renkei.api;

import java.util.List;

/**
 * What is in a segment.
 *
 * @param batches those asked for, oldest first; fewer than the segment holds if they were limited
 */
public record SegmentView(SegmentInfo segment, List<BatchInfo> batches) {
    public SegmentView {
        batches = List.copyOf(batches);
    }
}
