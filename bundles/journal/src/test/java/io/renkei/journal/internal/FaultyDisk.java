package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The real disk, but for what a test has fail; a fault stays until the test takes it away. */
final class FaultyDisk implements Disk {
    /** What can fail. */
    enum Fault {
        /** New bytes and new folders: the disk is full. */
        WRITE,
        /** Forcing a file. */
        FORCE,
        /** Making a file shorter. */
        TRUNCATE,
        /** Forcing a folder. */
        FOLDER
    }

    final Set<Fault> faults = EnumSet.noneOf(Fault.class);

    /** Names of the files that were forced, in order. */
    final List<String> forced = new ArrayList<>();

    private final Disk disk = new Real();
    private final boolean synced;
    private @Nullable Path inTheWay;

    FaultyDisk() {
        this(true);
    }

    private FaultyDisk(boolean synced) {
        this.synced = synced;
    }

    /** One that forces nothing, for thousands of openings: nobody cuts the power there. */
    static FaultyDisk unsynced() {
        return new FaultyDisk(false);
    }

    /** The disk is full until this file is gone. */
    void roomFrom(Path file) {
        inTheWay = file;
    }

    @Override
    public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        return new Channel(String.valueOf(file.getFileName()), disk.open(file, options));
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            check(Fault.WRITE);
        }
        Disk.super.createFolders(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        check(Fault.FOLDER);
        if (synced) {
            disk.forceFolder(folder);
        }
    }

    private void check(Fault fault) throws IOException {
        Path full = inTheWay;
        if (fault == Fault.WRITE && full != null && !Files.exists(full)) {
            inTheWay = null;
            faults.remove(fault);
        }
        if (faults.contains(fault)) {
            throw new IOException(fault == Fault.WRITE ? "No space left on device" : "the test has it fail: " + fault);
        }
    }

    private final class Channel extends FileChannel {
        private final String name;
        private final FileChannel real;

        Channel(String name, FileChannel real) {
            this.name = name;
            this.real = real;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            check(Fault.WRITE);
            return real.write(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            check(Fault.WRITE);
            return real.write(bytes);
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
            check(Fault.WRITE);
            return real.write(bytes, offset, length);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            check(Fault.TRUNCATE);
            real.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            check(Fault.FORCE);
            if (synced) {
                real.force(metaData);
                forced.add(name);
            }
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return real.read(bytes);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return real.read(bytes, offset, length);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return real.read(bytes, position);
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            real.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return real.lock(position, size, shared);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return real.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            return real.transferFrom(source, position, count);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return real.map(mode, position, size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
