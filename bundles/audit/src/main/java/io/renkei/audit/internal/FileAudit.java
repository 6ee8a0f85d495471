package io.renkei.audit.internal;

import io.renkei.api.Audit;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit trail as files of JSON lines, one a day (UTC), readable by their owner alone. Each entry is chained to the one
 * before by its hash and synced to disk; numbers and chain go on over files and restarts.
 *
 * <p>What a crash left half written stays in its file, followed by an entry {@code audit-repair} that names it; so
 * {@link #verify} tells of it for ever. Removed entries at the very end show while the node runs that wrote them; after a
 * restart only an archived copy of the last chain value can prove them.
 */
public final class FileAudit implements Audit, AutoCloseable {
    /** Act of the entry that is written behind a line cut off by a crash; its subject names file and line. */
    static final String REPAIR = "audit-repair";

    private static final Logger LOG = LoggerFactory.getLogger(FileAudit.class);
    private static final int NEWEST_MAX = 10_000;
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    /** Opens a file of the trail for appending; a test makes its disk full here. */
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    private final TrailFolder folder;
    private final Clock clock;
    private final Opener opener;
    /** Null: not opened yet, or a write failed and the end on disk has to be looked at again. */
    private @Nullable Open open;

    private static final class Open {
        final Path file;
        final FileChannel channel;
        final long number;
        final String chain;

        Open(Path file, FileChannel channel, long number, String chain) {
            this.file = file;
            this.channel = channel;
            this.number = number;
            this.chain = chain;
        }
    }

    public FileAudit(Path folder) {
        this(folder, Clock.systemUTC(), FileAudit::openFile);
    }

    FileAudit(Path folder, Clock clock, Opener opener) {
        this.folder = new TrailFolder(folder);
        this.clock = clock;
        this.opener = opener;
    }

    /** Looks at the end of the trail and mends what a crash left; a disk that refuses is tried again by each write. */
    public synchronized void start() {
        try {
            opened();
        } catch (IOException e) {
            LOG.error(
                    "the audit trail in {} can't be opened, no writing act is possible: {}",
                    folder.path(),
                    e.toString());
        }
    }

    @Override
    public synchronized void write(AuditRecord record) {
        try {
            append(opened(), clock.instant(), record);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit trail can't be written: " + e.getMessage(), e);
        }
    }

    private Open opened() throws IOException {
        Open now = open;
        if (now != null) {
            return now;
        }
        Tail tail = Tail.of(folder);
        Instant time = clock.instant();
        if (!Files.exists(folder.path())) {
            Files.createDirectories(folder.path(), PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
        }
        Path file = tail.newest() == null ? folder.path().resolve(TrailFolder.nameFor(time)) : tail.newest();
        now = open(file, tail.number(), tail.chain());
        if (tail.unfinished()) {
            long cutLine = TrailCheck.lineCount(file);
            put(now, new byte[] {'\n'});
            if (tail.torn()) {
                String place = file.getFileName() + ":" + cutLine;
                LOG.warn("audit trail: {} was cut off by a crash; the act it was for was not done", place);
                now = append(
                        now,
                        time,
                        new AuditRecord("renkei", "start", REPAIR, place, "line cut off by a crash", "", "", "done"));
            }
        }
        open = now;
        return now;
    }

    private Open open(Path file, long number, String chain) throws IOException {
        boolean created = !Files.exists(file);
        FileChannel channel = opener.open(file);
        if (created) {
            // the name of a new file is durable only when its folder is
            try (FileChannel directory = FileChannel.open(folder.path(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
        return new Open(file, channel, number, chain);
    }

    private static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(OWNER_FILE));
    }

    private Open append(Open before, Instant time, AuditRecord record) throws IOException {
        Open now = before;
        Path today = folder.path().resolve(TrailFolder.nameFor(time));
        // a clock set back goes on in the newest file, so that names stay in the order of entries
        if (today.compareTo(now.file) > 0) {
            Open next = open(today, now.number, now.chain);
            now.channel.close();
            now = next;
            open = next;
        }
        EntryLine line = EntryLine.following(now.chain, now.number + 1, time, record);
        ByteBuffer bytes = ByteBuffer.allocate(line.bytes().length + 1);
        bytes.put(line.bytes()).put((byte) '\n');
        put(now, bytes.array());
        now = new Open(
                now.file, now.channel, line.entry().number(), line.entry().chain());
        open = now;
        return now;
    }

    /** All bytes durable, or none there and the trail closed. */
    private void put(Open now, byte[] bytes) throws IOException {
        long size = now.channel.size();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                now.channel.write(buffer);
            }
            now.channel.force(false);
        } catch (IOException e) {
            open = null;
            try (FileChannel channel = now.channel) {
                channel.truncate(size);
            } catch (IOException left) {
                // what can't be taken back is mended when the trail is opened again
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    @Override
    public List<AuditEntry> newest(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be 1 or more, was " + count);
        }
        int wanted = Math.min(count, NEWEST_MAX);
        List<AuditEntry> entries = new ArrayList<>();
        try {
            for (Path file : folder.newestFirst()) {
                try (BackwardLines lines = new BackwardLines(file)) {
                    for (byte[] line = lines.previous(); line != null; line = lines.previous()) {
                        EntryLine entry = EntryLine.read(line);
                        if (entry != null) {
                            entries.add(entry.entry());
                        }
                        if (entries.size() == wanted) {
                            return entries;
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the audit trail can't be read: " + e.getMessage(), e);
        }
        return entries;
    }

    @Override
    public List<String> verify() {
        try {
            return check().findings();
        } catch (IOException e) {
            throw new UncheckedIOException("the audit trail can't be read: " + e.getMessage(), e);
        }
    }

    private TrailCheck check() throws IOException {
        Path lastFile = null;
        long lastLength = 0;
        long lastNumber = -1;
        List<Path> files;
        synchronized (this) {
            // only this moment holds writers up; what they add later is not read
            files = folder.files();
            Open now = open;
            if (now != null) {
                lastFile = now.file;
                lastLength = now.channel.size();
                lastNumber = now.number;
            }
        }
        TrailCheck check = new TrailCheck();
        for (Path file : files) {
            check.file(file, file.equals(lastFile) ? lastLength : Long.MAX_VALUE);
        }
        check.end(lastNumber);
        return check;
    }

    @Override
    public synchronized void close() {
        Open now = open;
        open = null;
        if (now != null) {
            try {
                now.channel.close();
            } catch (IOException e) {
                LOG.warn("closing the audit trail: {}", e.toString());
            }
        }
    }
}
