package io.renkei.journal.internal;

import io.renkei.api.Position;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Keeps what the target has confirmed. Not forced to the disk: losing it means no more than keeping segments until the
 * target confirms again.
 */
final class AcknowledgedFile {
    private static final Set<StandardOpenOption> WHOLE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final long MAGIC = 0x524E_4B4A_4143_4B01L;
    private static final int MAX_BYTES = 16 * 1024;

    private AcknowledgedFile() {}

    /** What was kept; {@link Position#START} if nothing readable is there. */
    static Position read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Position.START;
            }
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            int length = in.remaining() - 4;
            if (length < 8 || in.getInt(length) != crc(in, length) || in.getLong() != MAGIC) {
                return Position.START;
            }
            return Fields.position(in);
        } catch (NoSuchFileException | BufferUnderflowException | IllegalArgumentException e) {
            return Position.START;
        }
    }

    static void write(Disk disk, Path file, Position position) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        out.putLong(MAGIC);
        Fields.putPosition(out, position);
        out.putInt(crc(out, out.position()));
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = disk.open(fresh, WHOLE)) {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }
}
