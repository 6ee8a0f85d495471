package io.renkei.journal.internal;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Journal;
import io.renkei.api.JournalSettings;
import io.renkei.api.Journals;
import io.renkei.api.LinkId;
import io.renkei.api.Secrets;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of this node, a folder each below one root. An open journal that waits costs one file (its lock), a few
 * KiB and no thread; one thread for all of them keeps acknowledgements and removes old segments.
 */
public final class FileJournals implements Journals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournals.class);

    private static final long TIDY_SECONDS = 10;

    private final Path root;
    private final SegmentFiles files;
    private final Clock clock;
    private final Map<LinkId, FileJournal> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService keeper;

    /**
     * @param root folder of all journals; made when the first is opened
     * @param secrets resolves {@link JournalSettings#encryptionKey}
     */
    public FileJournals(Path root, Secrets secrets) {
        this(root, secrets, new Disk.Real(), Clock.systemUTC());
    }

    FileJournals(Path root, Secrets secrets, Disk disk, Clock clock) {
        this.root = root;
        this.files = new SegmentFiles(disk, secrets, new Workspaces());
        this.clock = clock;
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "renkei-journal-keeper");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                keeper.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Journal open(LinkId link, JournalSettings settings, Epoch above) {
        LinkFolder folder = null;
        boolean opened = false;
        try {
            folder = LinkFolder.take(root, link, files.disk());
            FileJournal journal = FileJournal.open(
                    new FileJournal.Opening(link, settings, folder, files, clock, above, this::closed));
            open.put(link, journal);
            opened = true;
            LOG.info(
                    "{} journal open: epoch={} end={} lastSeq={} bytes={}",
                    link,
                    journal.epoch(),
                    journal.end(),
                    journal.lastSeq(),
                    journal.usage().bytes());
            return journal;
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.JOURNAL_WRITE, FileJournal.reason(e), e);
        } finally {
            if (!opened && folder != null) {
                folder.close();
            }
        }
    }

    @Override
    public List<LinkId> known() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> linkOf(folder.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the journals' folder " + root + " can't be listed", e);
        }
    }

    /** A journal has given its folder free; by now it may be open again, which is another one. */
    void closed(FileJournal journal) {
        open.remove(journal.link(), journal);
    }

    /** Closes all journals and stops the thread. */
    @Override
    public void close() {
        keeper.shutdown();
        new ArrayList<>(open.values()).forEach(FileJournal::close);
        files.workspaces().close();
    }

    /** What the thread does every ten seconds. */
    void tidy() {
        for (FileJournal journal : open.values()) {
            try {
                journal.tidy();
            } catch (RuntimeException e) {
                // one journal's fault must not end the care of the others
                LOG.error("a journal could not be tidied", e);
            }
        }
    }

    private static Optional<LinkId> linkOf(String name) {
        try {
            return Optional.of(LinkId.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
