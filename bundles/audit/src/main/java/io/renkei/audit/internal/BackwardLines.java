package io.renkei.audit.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a file from its end to its begin, in bounded memory. */
final class BackwardLines implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final byte[] NONE = new byte[0];

    private final FileChannel channel;
    private final boolean terminated;
    /** How many bytes at the begin of the file are not loaded yet. */
    private long unread;
    /** Loaded and not yet given out; what follows it is. */
    private byte[] rest = NONE;

    private boolean tooLong;
    private boolean finished;

    BackwardLines(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        long size = channel.size();
        terminated = size > 0 && load(size - 1, 1)[0] == '\n';
        unread = terminated ? size - 1 : size;
        finished = size == 0;
    }

    /** Whether the last line has its line end. */
    boolean terminated() {
        return terminated;
    }

    /** The line before the one given last, or null at the begin of the file. Of a line that is too long only a part. */
    byte @Nullable [] previous() throws IOException {
        if (finished) {
            return null;
        }
        tooLong = false;
        while (true) {
            int lineEnd = lastLineEnd();
            if (lineEnd >= 0) {
                byte[] line = Arrays.copyOfRange(rest, lineEnd + 1, rest.length);
                rest = Arrays.copyOf(rest, lineEnd);
                return tooLong ? NONE : line;
            }
            if (unread == 0) {
                finished = true;
                return tooLong ? NONE : rest;
            }
            if (rest.length > EntryLine.LINE_MAX_BYTES) {
                tooLong = true;
                rest = NONE;
            }
            loadMore();
        }
    }

    private int lastLineEnd() {
        for (int i = rest.length - 1; i >= 0; i--) {
            if (rest[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void loadMore() throws IOException {
        int length = (int) Math.min(CHUNK_BYTES, unread);
        unread -= length;
        byte[] more = load(unread, length);
        byte[] joined = Arrays.copyOf(more, length + rest.length);
        System.arraycopy(rest, 0, joined, length, rest.length);
        rest = joined;
    }

    private byte[] load(long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
