package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is replaced as a whole: a number that says what it is, its content, CRC32C. One that can't be read
 * counts as one that is not there: what is kept here is never needed to be right, only to be better.
 */
final class KeptFile {
    private static final Set<StandardOpenOption> WHOLE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final int MAX_BYTES = 16 * 1024;

    private final Disk disk;
    private final Path file;
    private final long magic;

    KeptFile(Disk disk, Path file, long magic) {
        this.disk = disk;
        this.file = file;
        this.magic = magic;
    }

    /** An empty buffer for the content. */
    static ByteBuffer content() {
        return ByteBuffer.allocate(MAX_BYTES - 12);
    }

    /** The content; null if nothing readable is there. */
    @Nullable ByteBuffer read() throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            int length = in.remaining() - 4;
            if (length < 8 || in.getInt(length) != crc(in, length) || in.getLong() != magic) {
                return null;
            }
            return in.limit(length).slice();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Replaces the content.
     *
     * @param content from its start to its position
     * @param force whether it must be there after a power cut too
     */
    void write(ByteBuffer content, boolean force) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        out.putLong(magic).put(content.flip());
        out.putInt(crc(out, out.position())).flip();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = disk.open(fresh, WHOLE)) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
            if (force) {
                channel.force(true);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (force) {
            forceFolder();
        }
    }

    /** Takes it away for good; needs no room on the disk. */
    void delete() throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder();
        }
    }

    private void forceFolder() throws IOException {
        disk.forceFolder(Objects.requireNonNull(file.getParent(), "it lies in the folder of its link"));
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }
}
