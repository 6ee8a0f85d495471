package io.renkei.journal.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is on disk into a chain and takes away what a crash left half written. Of older segments only the headers
 * are read: their batches are checked when they are sent.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final LinkId link;
    private final LinkFolder folder;
    private final SegmentFiles files;

    Recovery(LinkId link, LinkFolder folder, SegmentFiles files) {
        this.link = link;
        this.folder = folder;
        this.files = files;
    }

    /**
     * Fills the chain.
     *
     * @throws PermanentLinkException {@link ErrorCode#JOURNAL_DAMAGED} if a durable batch can't be read,
     *     {@link ErrorCode#JOURNAL_KEY}
     */
    void run(SegmentChain chain) throws IOException {
        List<Path> found = folder.segments();
        for (int i = 0; i < found.size(); i++) {
            Path file = found.get(i);
            boolean newest = i == found.size() - 1;
            try {
                SegmentHeader header = header(file, newest, i > 0);
                if (header != null) {
                    Instant written = Files.getLastModifiedTime(file).toInstant();
                    chain.add(new Segment(file, header, Files.size(file), written, null));
                }
            } catch (DamageException e) {
                throw damaged(link, file, e);
            }
        }
        Segment last = chain.newestSegment();
        if (last != null) {
            try {
                repair(chain, last);
            } catch (DamageException e) {
                throw damaged(link, last.file(), e);
            }
        }
    }

    /** The fault that an operator sees. */
    static PermanentLinkException damaged(LinkId link, Path file, DamageException damage) {
        return new PermanentLinkException(link, ErrorCode.JOURNAL_DAMAGED, file + ": " + damage.getMessage(), damage);
    }

    private @Nullable SegmentHeader header(Path file, boolean newest, boolean follows)
            throws IOException, DamageException {
        RecordCheck check =
                RecordCheck.of(link, LinkFolder.epochOf(LinkFolder.epochFolder(file)), LinkFolder.firstSeqOf(file));
        try (FileChannel channel = files.disk().open(file, Set.of(StandardOpenOption.READ))) {
            SegmentHeader header;
            try {
                header = SegmentHeader.read(channel, link);
            } catch (DamageException e) {
                // the header is durable before anything follows it, and before an older segment goes
                boolean nothingLost = follows || LinkFolder.firstSeqOf(file) == 1;
                if (newest && nothingLost && SegmentScan.begunOnly(channel, check, e)) {
                    folder.delete(file);
                    LOG.info("{} journal: {} was begun only and is removed", link, file.getFileName());
                    return null;
                }
                throw e;
            }
            if (!header.link().equals(link)
                    || !header.epoch().equals(LinkFolder.epochOf(LinkFolder.epochFolder(file)))
                    || header.firstSeq() != LinkFolder.firstSeqOf(file)) {
                throw new DamageException(
                        "a segment of " + header.link() + "/" + header.epoch() + "/" + header.firstSeq(), 0, 0, false);
            }
            return header;
        }
    }

    private void repair(SegmentChain chain, Segment last) throws IOException, DamageException {
        long size = last.durableBytes();
        SegmentScan.Durable durable;
        try (SegmentInput input = SegmentInput.open(files, last.file(), last.header(), size)) {
            durable = SegmentScan.run(last.header(), input, size);
        }
        if (durable.bytes() < size && chain.acknowledged().compareTo(durable.to()) > 0) {
            throw new DamageException(
                    "the target has confirmed " + chain.acknowledged() + ", the last whole batch ends at "
                            + durable.to(),
                    durable.bytes(),
                    size,
                    false);
        }
        // forced also if nothing is cut off: what a killed writer left may be in memory only, and the source is
        // released by it
        try (FileChannel channel = files.disk().open(last.file(), Set.of(StandardOpenOption.WRITE))) {
            channel.truncate(durable.bytes());
            channel.force(true);
        }
        if (durable.bytes() < size) {
            LOG.warn(
                    "{} journal: {} bytes of a batch that was never whole cut off behind batch {}",
                    link,
                    size - durable.bytes(),
                    durable.lastSeq());
        }
        chain.recovered(durable);
    }
}
