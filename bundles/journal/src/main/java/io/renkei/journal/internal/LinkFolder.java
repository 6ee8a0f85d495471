package io.renkei.journal.internal;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one link, locked: {@code LINK/lock}, {@code LINK/acknowledged}, {@code LINK/retention}, and {@code LINK/EPOCH/FIRSTSEQ.seg} with
 * ten and twenty digits.
 */
final class LinkFolder implements AutoCloseable {
    /** Its folder's name has ten digits. */
    private static final Epoch LAST = new Epoch(9_999_999_999L);

    private static final Logger LOG = LoggerFactory.getLogger(LinkFolder.class);
    private static final Pattern EPOCH = Pattern.compile("[0-9]{10}");
    private static final Pattern SEGMENT = Pattern.compile("[0-9]{20}\\.seg");
    private static final String SUFFIX = ".seg";

    /**
     * Folders this process holds. The system's lock is one of the process: a second open of the lock file would be let
     * in, and closing it would give the first one's lock away.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /**
     * Lock files of folders that another part of this process holds (an older revision of this bundle has its own
     * statics): one closed file would give that part's lock away, so they stay open for the next try.
     */
    private static final Map<Path, FileChannel> UNLOCKED = new ConcurrentHashMap<>();

    private final Path folder;
    private final Disk disk;
    private final FileChannel lockFile;

    private LinkFolder(Path folder, Disk disk, FileChannel lockFile) {
        this.folder = folder;
        this.disk = disk;
        this.lockFile = lockFile;
    }

    /**
     * Takes a link's folder, making it if need be.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_IN_USE} if it is taken
     */
    static LinkFolder take(Path root, LinkId link, Disk disk) throws IOException {
        if (!Files.exists(root) && root.toAbsolutePath().getParent() != null) {
            disk.createFolders(root);
            disk.forceFolder(root.toAbsolutePath().getParent());
        }
        disk.createFolders(root.resolve(link.toString()));
        Path folder = root.toRealPath().resolve(link.toString());
        if (!HELD.add(folder)) {
            throw new PermanentLinkException(link, ErrorCode.JOURNAL_IN_USE, folder + " is open in this process");
        }
        boolean taken = false;
        try {
            disk.forceFolder(root);
            LinkFolder held = new LinkFolder(folder, disk, locked(folder, link, disk));
            taken = true;
            return held;
        } finally {
            if (!taken) {
                HELD.remove(folder);
            }
        }
    }

    private static FileChannel locked(Path folder, LinkId link, Disk disk) throws IOException {
        FileChannel open = UNLOCKED.remove(folder);
        FileChannel channel = open != null
                ? open
                : disk.open(folder.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        boolean keep = false;
        try {
            keep = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            UNLOCKED.put(folder, channel);
            keep = true;
            throw new PermanentLinkException(
                    link, ErrorCode.JOURNAL_IN_USE, folder + " is open in another part of this process", e);
        } finally {
            if (!keep) {
                channel.close();
            }
        }
        if (!keep) {
            throw new PermanentLinkException(link, ErrorCode.JOURNAL_IN_USE, folder + " is locked by another process");
        }
        return channel;
    }

    Path acknowledgedFile() {
        return folder.resolve("acknowledged");
    }

    Path marksFile() {
        return folder.resolve("retention");
    }

    /** All segment files in the order they were written. */
    List<Path> segments() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path epoch : epochs()) {
            files.addAll(sorted(epoch, SEGMENT));
        }
        return files;
    }

    /** Claims the epoch after the highest that was ever begun here or is known elsewhere, durable before it is used. */
    Epoch claim(LinkId link, Epoch above) throws IOException {
        List<Path> epochs = epochs();
        Epoch here = epochs.isEmpty() ? Epoch.NONE : epochOf(epochs.get(epochs.size() - 1));
        Epoch highest = here.compareTo(above) > 0 ? here : above;
        if (highest.compareTo(LAST) >= 0) {
            throw new PermanentLinkException(
                    link, ErrorCode.FENCED, "there is no epoch above " + highest + "; the last is " + LAST);
        }
        Epoch claimed = highest.next();
        disk.createFolders(folderOf(claimed));
        disk.forceFolder(folder);
        for (Path old : epochs) {
            deleteIfEmpty(old);
        }
        return claimed;
    }

    Path segmentFile(Epoch epoch, long firstSeq) {
        return folderOf(epoch).resolve(String.format(Locale.ROOT, "%020d", firstSeq) + SUFFIX);
    }

    static Epoch epochOf(Path epochFolder) {
        return new Epoch(Long.parseLong(epochFolder.getFileName().toString()));
    }

    /** The folder of the epoch that a segment belongs to. */
    static Path epochFolder(Path segment) {
        return Objects.requireNonNull(segment.getParent(), "every segment lies in the folder of its epoch");
    }

    static long firstSeqOf(Path segment) {
        String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Deletes a segment so that, after a crash, it is not there again without those that were deleted after it. */
    void delete(Path segment) throws IOException {
        Files.deleteIfExists(segment);
        disk.forceFolder(epochFolder(segment));
    }

    /** Gives the folder free. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("{} may stay locked until this process ends: {}", folder, e.getMessage());
        } finally {
            HELD.remove(folder);
        }
    }

    private Path folderOf(Epoch epoch) {
        return folder.resolve(String.format(Locale.ROOT, "%010d", epoch.value()));
    }

    private List<Path> epochs() throws IOException {
        return sorted(folder, EPOCH);
    }

    private static List<Path> sorted(Path folder, Pattern name) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            name.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static void deleteIfEmpty(Path epoch) throws IOException {
        try {
            Files.delete(epoch);
        } catch (DirectoryNotEmptyException e) {
            // its segments are still kept
        }
    }
}
