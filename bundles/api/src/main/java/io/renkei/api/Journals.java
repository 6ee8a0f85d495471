package io.renkei.api;

import java.util.List;

/** Opens the journals of this node; a service of the journal bundle. */
public interface Journals {
    /**
     * Opens a link's journal in a new epoch, repairing what a crash left half written.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_IN_USE} if another process holds it,
     *     {@link ErrorCode#JOURNAL_DAMAGED} if durable batches cannot be read
     */
    Journal open(LinkId link, JournalSettings settings);

    /** Links that have a journal on this node's disk, open or not. */
    List<LinkId> known();
}
