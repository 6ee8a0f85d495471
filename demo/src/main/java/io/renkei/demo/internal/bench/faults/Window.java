package io.renkei.demo.internal.bench.faults;

/** Between which two steps of a batch the link is struck. */
enum Window {
    /** Wherever the batch is some milliseconds after its commit at the source. */
    ANYWHERE("anywhere"),

    /** The rows are in the target's transaction, and the checkpoint is not. */
    COPY_CHECKPOINT("COPY and checkpoint"),

    /** The target has committed, and the centre does not know. */
    APPLY_ACKNOWLEDGEMENT("apply and acknowledgement"),

    /** The centre's journal holds the batch, and the source's slot stands before it. */
    JOURNAL_SLOT("journal and slot");

    private final String text;

    Window(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
