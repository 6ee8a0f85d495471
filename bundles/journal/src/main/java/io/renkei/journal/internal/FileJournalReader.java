package io.renkei.journal.internal;

import io.renkei.api.BatchType;
import io.renkei.api.Encoding;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.JournalReader;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a chain from a position on. A segment is open only while there is something to read in it. */
final class FileJournalReader implements JournalReader {
    private interface Read<T> {
        T from(RecordReader records) throws IOException, DamageException;
    }

    private final LinkId link;
    private final SegmentChain chain;
    private final SegmentFiles files;
    private final Consumer<FileJournalReader> whenClosed;
    private volatile @Nullable Cursor cursor;
    private volatile @Nullable SegmentInput input;
    private @Nullable Segment inputSegment;
    private @Nullable StoredBatch batch;

    /** Where the reader of an empty journal wants to begin. */
    private @Nullable Position wanted;

    FileJournalReader(LinkId link, SegmentChain chain, SegmentFiles files, Consumer<FileJournalReader> whenClosed) {
        this.link = link;
        this.chain = chain;
        this.files = files;
        this.whenClosed = whenClosed;
    }

    /**
     * Goes to the first batch that begins at the position, or to the end of the journal if it is that.
     *
     * @throws io.renkei.api.PermanentLinkException {@link ErrorCode#JOURNAL_GAP}
     */
    void seek(Position from) {
        Cursor place = chain.cursorBefore(from);
        cursor = place;
        wanted = from;
        while (!chain.endsAt(place, from)) {
            Segment segment = chain.ready(place);
            if (segment == null) {
                throw chain.gap(from);
            }
            BatchSpan span = span(segment, place);
            if (startsWith(span, from)) {
                return;
            }
            if (span.head().from().compareTo(from) > 0) {
                throw chain.gap(from);
            }
            chain.move(place, segment, span.next(), span.head().seq() + 1);
        }
    }

    /** A base copy replaces all rows, so it also serves a target that stands inside its span. */
    private static boolean startsWith(BatchSpan span, Position from) {
        StoredHead head = span.head();
        return head.from().equals(from)
                || (head.type() == BatchType.BASE
                        && from.compareTo(head.from()) > 0
                        && from.compareTo(span.end().end().to()) < 0);
    }

    @Override
    public @Nullable NumberedBatch next(Duration maxWait) {
        Cursor place = cursor;
        if (place == null) {
            throw new IllegalStateException("the reader of " + link + " is closed");
        }
        if (batch != null) {
            throw new IllegalStateException("the batch before is still open");
        }
        while (true) {
            Segment segment = chain.ready(place);
            if (segment == null) {
                closeInput();
                segment = chain.await(place, maxWait);
            }
            if (segment == null) {
                return null;
            }
            BatchSpan span = span(segment, place);
            if (begins(span)) {
                StoredBatch next = new StoredBatch(this, segment, span);
                batch = next;
                return next;
            }
            chain.move(place, segment, span.next(), span.head().seq() + 1);
        }
    }

    /**
     * False for what the target has already: a source that begins anew may capture it once more. A base copy is never that:
     * a source that was restored may stand far before the target.
     */
    private boolean begins(BatchSpan span) {
        Position start = wanted;
        if (start == null || span.head().type() == BatchType.BASE || startsWith(span, start)) {
            wanted = null;
            return true;
        }
        if (span.head().from().compareTo(start) > 0) {
            throw chain.gap(start);
        }
        return false;
    }

    @Override
    public void wakeUp() {
        Cursor place = cursor;
        if (place != null) {
            chain.wake(place);
        }
    }

    @Override
    public void close() {
        Cursor place = cursor;
        cursor = null;
        if (place != null) {
            chain.forget(place);
        }
        closeInput();
        whenClosed.accept(this);
    }

    /** The journal is closed by another thread. */
    void cut() throws IOException {
        SegmentInput current = input;
        if (current != null) {
            current.cut();
        }
    }

    LinkId link() {
        return link;
    }

    /** The frame at an offset, as it is stored, and in {@code next} where the record after it begins. */
    Frame frame(Segment segment, long offset, long[] next) {
        return read(segment, records -> {
            records.header(offset, Workspace.CHUNK_BYTES);
            ByteBuffer fields = records.payload(Workspace.CHUNK_BYTES);
            next[0] = records.next();
            return frame(records, fields);
        });
    }

    /** A batch is closed: the next one comes after it, whatever was read of it. */
    void passed(Segment segment, BatchSpan span) {
        batch = null;
        Cursor place = cursor;
        if (place != null) {
            chain.move(place, segment, span.next(), span.head().seq() + 1);
        }
    }

    /** The frame that a payload holds. */
    static Frame frame(RecordReader records, ByteBuffer fields) throws DamageException {
        try {
            FrameType type = Codes.value(Codes.FRAME_TYPES, fields.get());
            Encoding encoding = Codes.value(Codes.ENCODINGS, fields.get());
            return new Frame(type, encoding, fields.getInt(), fields.slice());
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            DamageException damage = records.damage("a frame makes no sense");
            damage.initCause(e);
            throw damage;
        }
    }

    private BatchSpan span(Segment segment, Cursor place) {
        return read(segment, records -> {
            BatchSpan span = BatchSpan.read(records, place.offset());
            if (span.head().seq() != place.seq()) {
                throw new DamageException(
                        "batch " + span.head().seq() + " instead of " + place.seq(),
                        place.offset(),
                        span.next(),
                        false);
            }
            return span;
        });
    }

    private <T> T read(Segment segment, Read<T> what) {
        try {
            SegmentInput open = input;
            if (open == null || segment != inputSegment) {
                closeInput();
                open = SegmentInput.open(files, segment.file(), segment.header(), 0);
                inputSegment = segment;
                input = open;
            }
            open.records().limit(chain.durableBytes(segment));
            return what.from(open.records());
        } catch (DamageException e) {
            throw Recovery.damaged(link, segment.file(), e);
        } catch (IOException e) {
            closeInput();
            chain.requireOpen();
            throw unreadable(link, segment.file(), e);
        }
    }

    /** The fault of a disk that can't be read now. */
    static TransientLinkException unreadable(LinkId link, Path file, IOException e) {
        return new TransientLinkException(link, ErrorCode.JOURNAL_READ, file + ": " + FileJournal.reason(e), e);
    }

    private void closeInput() {
        SegmentInput open = input;
        input = null;
        inputSegment = null;
        if (open != null) {
            open.close();
        }
    }
}
