package io.renkei.journal.internal;

import io.renkei.api.Batch;
import io.renkei.api.BatchHead;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.JournalSettings;
import io.renkei.api.JournalUsage;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import io.renkei.api.SegmentInfo;
import io.renkei.api.SegmentView;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link's journal in its folder. Beyond the contract: when the limit is reached, acknowledged segments go before their
 * retention is over (the source is not stopped for the sake of old copies); and a reader that begins before the
 * acknowledged position takes the acknowledgement back to there (its target was set back).
 */
final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    /** One that waits for its source for longer can't write any more: its file is closed. */
    private static final long APPEND_END_SECONDS = 2;

    private final LinkId link;
    private final JournalSettings settings;
    private final LinkFolder folder;
    private final SegmentFiles files;
    private final Clock clock;
    private final Epoch epoch;
    private final String keyName;
    private final SegmentChain chain;
    private final Set<FileJournalReader> readers = ConcurrentHashMap.newKeySet();
    private final Consumer<FileJournal> whenClosed;
    private final ReentrantLock appending = new ReentrantLock();
    private volatile @Nullable SegmentWriter writer;
    // under the append lock: the last batch found no room beside acknowledged ones in its own segment
    private boolean roomWanted;
    // both under the lock of this object
    private final ConfirmedFiles kept;
    private boolean closed;

    private FileJournal(Opening opening, Epoch epoch, SegmentChain chain, ConfirmedFiles kept) {
        this.link = opening.link;
        this.settings = opening.settings;
        this.folder = opening.folder;
        this.files = opening.files;
        this.clock = opening.clock;
        this.whenClosed = opening.whenClosed;
        this.epoch = epoch;
        this.keyName = keyName(opening.settings);
        this.chain = chain;
        this.kept = kept;
    }

    /** What a journal is opened with. */
    record Opening(
            LinkId link,
            JournalSettings settings,
            LinkFolder folder,
            SegmentFiles files,
            Clock clock,
            Epoch above,
            Consumer<FileJournal> whenClosed) {}

    /** Repairs and opens the journal in the folder, in a new epoch. */
    static FileJournal open(Opening opening) throws IOException {
        ConfirmedFiles kept = new ConfirmedFiles(opening.files.disk(), opening.folder);
        Confirmed confirmed = kept.read(opening.settings.retention());
        SegmentChain chain = new SegmentChain(opening.link, opening.folder::delete, confirmed);
        new Recovery(opening.link, opening.folder, opening.files).run(chain);
        if (confirmed.isAhead(chain.end())) {
            // of a journal that is gone: it must not wait until this one has grown past it
            confirmed.forget();
            kept.forget();
        }
        checkKey(opening, chain);
        return new FileJournal(opening, claim(opening, chain), chain, kept);
    }

    private static Epoch claim(Opening opening, SegmentChain chain) throws IOException {
        try {
            return opening.folder.claim(opening.link, opening.above);
        } catch (IOException e) {
            // the disk may be full of what nobody needs any more
            if (chain.removeExpired(opening.clock.instant()) == 0) {
                throw e;
            }
            return opening.folder.claim(opening.link, opening.above);
        }
    }

    LinkId link() {
        return link;
    }

    @Override
    public Epoch epoch() {
        return epoch;
    }

    @Override
    public Position end() {
        return chain.end();
    }

    @Override
    public long lastSeq() {
        return chain.lastSeq();
    }

    @Override
    public long append(Batch batch) {
        appending.lock();
        try {
            chain.requireOpen();
            BatchHead head = batch.head();
            if (!head.link().equals(link)
                    || !(chain.neverWritten() || head.from().equals(chain.end()))) {
                throw new IllegalArgumentException("a batch of " + head.link() + " that begins at " + head.from()
                        + " does not follow " + chain.end() + " of " + link);
            }
            return write(batch, head);
        } catch (IOException e) {
            chain.requireOpen();
            throw new TransientLinkException(link, ErrorCode.JOURNAL_WRITE, reason(e), e);
        } finally {
            appending.unlock();
        }
    }

    @Override
    public JournalReader read(Position from) {
        FileJournalReader reader = reader(from);
        if (chain.setBack(from)) {
            keepSetBack(reader);
        }
        return reader;
    }

    @Override
    public JournalReader look(Position from) {
        return new DecodedReader(reader(from));
    }

    private FileJournalReader reader(Position from) {
        FileJournalReader reader = new FileJournalReader(link, chain, files, readers::remove);
        readers.add(reader);
        boolean found = false;
        try {
            reader.seek(from);
            found = true;
        } finally {
            if (!found) {
                reader.close();
            }
        }
        return reader;
    }

    @Override
    public void acknowledge(Position position) {
        chain.acknowledge(position);
    }

    @Override
    public JournalUsage usage() {
        return chain.usage(settings.limitBytes());
    }

    @Override
    public List<SegmentInfo> segments() {
        return chain.infos();
    }

    @Override
    public SegmentView view(long seq, int limit) {
        if (limit < 1 || limit > VIEW_MAX) {
            throw new IllegalArgumentException("a view has 1 to " + VIEW_MAX + " batches, not " + limit);
        }
        return new SegmentLook(link, chain, files).at(seq, limit);
    }

    @Override
    public void close() {
        chain.close();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                SegmentWriter current = writer;
                if (current != null) {
                    current.cut();
                }
                for (FileJournalReader reader : readers) {
                    reader.cut();
                }
                keepAcknowledged();
            } catch (IOException e) {
                LOG.warn("{} journal: {}", link, reason(e));
            } finally {
                awaitAppend();
                folder.close();
                whenClosed.accept(this);
            }
        }
    }

    /** Called from time to time: keeps the acknowledged position and removes what has passed its retention. */
    synchronized void tidy() {
        if (closed) {
            return;
        }
        try {
            int removed = chain.removeExpired(clock.instant());
            if (removed > 0) {
                LOG.debug("{} journal: {} segments removed after their retention", link, removed);
            }
            keepAcknowledged();
        } catch (IOException e) {
            LOG.warn("{} journal could not be tidied, tried again: {}", link, reason(e));
        }
    }

    private long write(Batch batch, BatchHead head) throws IOException {
        if (!head.from().equals(chain.end())) {
            // the first batch of all: segments begun for one that never came say another position
            chain.removeEmpty();
            writer = null;
        }
        makeRoom();
        SegmentWriter target = writer;
        if (target == null || chain.newestBytes() >= settings.segmentBytes()) {
            target = begin(head.from());
        }
        long start = chain.newestBytes();
        long seq = chain.lastSeq() + 1;
        Instant now = clock.instant();
        Workspace workspace = files.workspaces().take();
        try {
            SegmentWriter.Written written = target.append(batch, seq, now, start, workspace, this::requireRoom);
            chain.publish(written.durableBytes(), head.from(), written.end().to(), now);
            return seq;
        } finally {
            files.workspaces().give(workspace);
        }
    }

    private SegmentWriter begin(Position from) throws IOException {
        SegmentWriter before = writer;
        if (before != null) {
            before.leave(chain.newestBytes());
        }
        // if what follows fails, the new header may be on disk all the same: then no batch may go to the segment before
        // it,
        // and the next try writes over that header
        writer = null;
        long firstSeq = chain.lastSeq() + 1;
        SegmentHeader header =
                new SegmentHeader(link, epoch, firstSeq, from, clock.instant(), UUID.randomUUID(), keyName, 0);
        SegmentWriter begun = SegmentWriter.begin(
                files.disk(), files.secrets(), folder.segmentFile(epoch, firstSeq), header, !settings.alreadyEncoded());
        writer = begun;
        chain.add(
                new Segment(begun.file(), begun.header(), begun.header().length(), clock.instant(), new SparseIndex()));
        if (chain.closed()) {
            begun.cut();
        }
        return begun;
    }

    private void makeRoom() throws IOException {
        chain.removeExpired(clock.instant());
        if (!roomWanted && chain.bytes() < settings.limitBytes()) {
            return;
        }
        if (!chain.newestEmpty() && chain.wholeAcknowledged()) {
            begin(chain.end());
            roomWanted = false;
        }
        evict(settings.limitBytes() - 1);
        if (chain.bytes() >= settings.limitBytes()) {
            throw full(0);
        }
    }

    private void requireRoom(long batchBytes) {
        if (chain.bytes() + batchBytes <= settings.limitBytes()) {
            return;
        }
        try {
            evict(settings.limitBytes() - batchBytes);
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.JOURNAL_WRITE, reason(e), e);
        }
        if (chain.bytes() + batchBytes > settings.limitBytes()) {
            roomWanted = true;
            throw full(batchBytes);
        }
    }

    private void evict(long wantedBytes) throws IOException {
        int removed = chain.removeDownTo(wantedBytes);
        if (removed > 0) {
            LOG.warn(
                    "{} journal at its limit of {} bytes: {} acknowledged segments removed before their retention",
                    link,
                    settings.limitBytes(),
                    removed);
        }
    }

    private TransientLinkException full(long batchBytes) {
        JournalUsage usage = usage();
        return new TransientLinkException(
                link,
                ErrorCode.JOURNAL_FULL,
                "bytes=" + usage.bytes() + " limit=" + usage.limitBytes() + " unacknowledged="
                        + usage.unacknowledgedBytes() + " batch=" + batchBytes);
    }

    private synchronized void keepAcknowledged() throws IOException {
        kept.keep(chain.acknowledged(), chain.marks());
    }

    /** If what was confirmed before came back with a restart, segments that the target needs again would be removed. */
    private synchronized void keepSetBack(FileJournalReader reader) {
        boolean done = false;
        try {
            kept.keepSetBack(chain.acknowledged(), chain.marks());
            done = true;
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.JOURNAL_WRITE, reason(e), e);
        } finally {
            if (!done) {
                reader.close();
            }
        }
    }

    /** Lets an append that has failed by now come out: it must not touch the folder when another process has it. */
    private void awaitAppend() {
        try {
            if (appending.tryLock(APPEND_END_SECONDS, TimeUnit.SECONDS)) {
                appending.unlock();
            } else {
                LOG.warn("{} journal closed while a batch was still being read; nothing of it is kept", link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A key that is missing is better found at the start than with the first batch. */
    private static void checkKey(Opening opening, SegmentChain chain) {
        String name = keyName(opening.settings);
        if (!name.isEmpty()) {
            SegmentCipher.keyCheck(
                    new SegmentHeader(opening.link, Epoch.NONE, 0, chain.end(), Instant.EPOCH, new UUID(0, 0), name, 0),
                    opening.files.secrets());
        }
    }

    private static String keyName(JournalSettings settings) {
        String name = settings.encryptionKey();
        return name.isEmpty() || name.startsWith(Secrets.PREFIX) ? name : Secrets.PREFIX + name;
    }

    /** What an operator reads of it. */
    static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
