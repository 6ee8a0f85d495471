package io.renkei.api;

import java.util.List;

/** Opens the journals of this node; a service of the journal bundle. */
public interface Journals {
    /**
     * Opens a link's journal in a new epoch, repairing what a crash left half written.
     *
     * @param above the new epoch is higher than this one too: the highest that the target is known to belong to
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_IN_USE} if another process holds it,
     *     {@link ErrorCode#JOURNAL_DAMAGED} if durable batches cannot be read, {@link ErrorCode#FENCED} if there is
     *     no epoch above
     */
    Journal open(LinkId link, JournalSettings settings, Epoch above);

    /** As {@link #open(LinkId, JournalSettings, Epoch)}, above no other owner. */
    default Journal open(LinkId link, JournalSettings settings) {
        return open(link, settings, Epoch.NONE);
    }

    /** Links that have a journal on this node's disk, open or not. */
    List<LinkId> known();
}
