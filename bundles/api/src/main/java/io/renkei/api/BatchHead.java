package io.renkei.api;

/**
 * What is known of a batch before its first frame.
 *
 * @param from everything up to here came in earlier batches; the target accepts the batch only at this position
 * @param label id of a barrier; for others the version of the route that captured it, for the audit; at most 100
 *     characters
 */
public record BatchHead(LinkId link, BatchType type, Position from, String label) {
    private static final int LABEL_MAX = 100;

    public BatchHead {
        if (label.length() > LABEL_MAX) {
            throw new IllegalArgumentException("a batch label has at most " + LABEL_MAX + " characters");
        }
    }
}
