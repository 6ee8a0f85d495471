package io.renkei.journal.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A segment file open for reading, with the buffers it is read through. */
final class SegmentInput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentInput.class);

    private final Workspaces workspaces;
    private final Workspace workspace;
    private final FileChannel channel;
    private final RecordReader records;
    private boolean closed;

    private SegmentInput(Workspaces workspaces, Workspace workspace, FileChannel channel, RecordReader records) {
        this.workspaces = workspaces;
        this.workspace = workspace;
        this.channel = channel;
        this.records = records;
    }

    /**
     * Opens a segment.
     *
     * @param limit how far it may be read
     * @throws io.renkei.api.PermanentLinkException {@link io.renkei.api.ErrorCode#JOURNAL_KEY} if it is encrypted and the
     *     key is missing or another one
     */
    static SegmentInput open(SegmentFiles files, Path file, SegmentHeader header, long limit) throws IOException {
        SegmentCipher cipher = header.encrypted() ? SegmentCipher.of(header, files.secrets()) : null;
        FileChannel channel = files.disk().open(file, Set.of(StandardOpenOption.READ));
        Workspace workspace = files.workspaces().take();
        return new SegmentInput(
                files.workspaces(), workspace, channel, new RecordReader(channel, header, cipher, workspace, limit));
    }

    RecordReader records() {
        return records;
    }

    FileChannel channel() {
        return channel;
    }

    /** Fails reads that go on in another thread; the buffers stay with their user. */
    void cut() throws IOException {
        channel.close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        workspaces.give(workspace);
        try {
            channel.close();
        } catch (IOException e) {
            // it was read only: nothing is lost, and the next open tells what is wrong with the disk
            LOG.debug("a segment file could not be closed", e);
        }
    }
}
