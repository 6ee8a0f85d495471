package io.renkei.journal.internal;

import io.renkei.api.Position;
import io.renkei.journal.internal.Confirmed.Mark;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what the target has confirmed beside the segments. The position is written often and not forced: losing it means
 * no more than keeping segments until the target confirms again. The marks change a few times in a retention and are
 * forced; losing them would begin the retention anew.
 */
final class ConfirmedFiles {
    private static final long POSITION_MAGIC = 0x524E_4B4A_4143_4B01L;
    private static final long MARKS_MAGIC = 0x524E_4B4A_4D52_4B01L;

    private final KeptFile positionFile;
    private final KeptFile marksFile;
    private Position keptPosition = Position.START;
    private List<Mark> keptMarks = List.of();

    ConfirmedFiles(Disk disk, LinkFolder folder) {
        this.positionFile = new KeptFile(disk, folder.acknowledgedFile(), POSITION_MAGIC);
        this.marksFile = new KeptFile(disk, folder.marksFile(), MARKS_MAGIC);
    }

    /** What was kept. */
    Confirmed read(Duration retention) throws IOException {
        keptPosition = readPosition();
        keptMarks = readMarks();
        return new Confirmed(retention, keptPosition, keptMarks);
    }

    /** Writes what has changed. */
    void keep(Position position, List<Mark> marks) throws IOException {
        if (!marks.equals(keptMarks)) {
            writeMarks(marks);
        }
        if (!position.equals(keptPosition)) {
            writePosition(position, false);
        }
    }

    /**
     * Keeps, for good, a position that went back. If there is no room for it nothing is kept: the target will confirm again.
     *
     * @throws IOException if what was kept before may still be there
     */
    void keepSetBack(Position position, List<Mark> marks) throws IOException {
        try {
            writeMarks(marks);
            writePosition(position, true);
        } catch (IOException e) {
            forget();
        }
    }

    /** Takes everything away for good. */
    void forget() throws IOException {
        positionFile.delete();
        marksFile.delete();
        keptPosition = Position.START;
        keptMarks = List.of();
    }

    private Position readPosition() throws IOException {
        ByteBuffer in = positionFile.read();
        try {
            return in == null ? Position.START : Fields.position(in);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Position.START;
        }
    }

    private void writePosition(Position position, boolean force) throws IOException {
        ByteBuffer out = KeptFile.content();
        Fields.putPosition(out, position);
        positionFile.write(out, force);
        keptPosition = position;
    }

    private List<Mark> readMarks() throws IOException {
        ByteBuffer in = marksFile.read();
        List<Mark> marks = new ArrayList<>();
        try {
            while (in != null && in.hasRemaining() && marks.size() < Confirmed.MARKS_MAX) {
                marks.add(new Mark(Fields.instant(in), in.getLong()));
            }
        } catch (BufferUnderflowException | DateTimeException e) {
            return List.of();
        }
        return marks;
    }

    private void writeMarks(List<Mark> marks) throws IOException {
        ByteBuffer out = KeptFile.content();
        for (Mark mark : marks) {
            Fields.putInstant(out, mark.time());
            out.putLong(mark.order());
        }
        marksFile.write(out, true);
        keptMarks = List.copyOf(marks);
    }
}
