package io.renkei.db.internal.capture;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.ServerException;
import io.renkei.db.internal.wire.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of all tables as of one consistent point, by COPY BINARY over the session whose transaction has the snapshot of
 * that point. The server sends one row a message; rows are gathered into chunks of one frame. Holds one frame at a time.
 */
final class BaseBatch extends SourceBatch {
    private static final int HEAD_BYTES = 5;
    private static final int CHUNK_HEAD_BYTES = Integer.BYTES + 1 + Integer.BYTES;

    /** Signature (11), flags and length of an extension. */
    private static final int FORMAT_HEAD_BYTES = 19;

    /** What ends the rows: a count of -1 columns. */
    private static final int TRAILER_BYTES = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReplicationConnection connection;
    private final StreamBuffer in;
    private final FrameBuffer buffer = new FrameBuffer();
    private final Deque<Relation> tables;
    private final Position to;
    private final Instant asOf;
    private @Nullable Frame first;
    private @Nullable Relation table;
    private boolean begun;
    private int rowLeft;
    private int chunkRows;
    private long items;
    private long rawBytes;

    /**
     * @param connection in a transaction with the snapshot of {@code to}
     * @param tables in the order in which they are to be filled
     * @param replace the target's tables are emptied first
     * @param asOf the source's clock at the snapshot
     */
    BaseBatch(
            BatchHead head,
            ReplicationConnection connection,
            List<Relation> tables,
            boolean replace,
            Position to,
            Instant asOf) {
        super(head);
        this.connection = connection;
        this.in = connection.in();
        this.tables = new ArrayDeque<>(tables);
        this.first = replace ? ReadyBatch.message('r') : null;
        this.to = to;
        this.asOf = asOf;
    }

    @Override
    @Nullable Frame produce() throws IOException, SQLException {
        Frame opening = first;
        if (opening != null) {
            first = null;
            return count(opening);
        }
        while (true) {
            Relation current = table;
            if (current == null) {
                if (tables.isEmpty()) {
                    return null;
                }
                table = tables.remove();
                begun = false;
                return count(declaration(table));
            }
            if (!begun) {
                begin(current);
            }
            Frame frame = rowLeft > 0 ? pieceOfRow() : rows(current);
            if (frame != null) {
                return count(frame);
            }
        }
    }

    private Frame count(Frame frame) {
        rawBytes += frame.rawBytes();
        return frame;
    }

    private static Frame declaration(Relation relation) {
        ItemDeclaration declaration = new ItemDeclaration(relation.item(), relation.columnNames(), relation.encode());
        return Frame.raw(FrameType.ITEM, declaration.encode());
    }

    private void begin(Relation relation) throws IOException, SQLException {
        String copy = Sql.format(
                "COPY %s (%s) TO STDOUT WITH (FORMAT binary)",
                Sql.quote(relation.schema(), relation.table()), Sql.quote(relation.columnNames()));
        connection.begin(copy, 'H', PATIENCE);
        begun = true;
    }

    /** Gathers whole rows into one frame; null if the table ended without another row. */
    private @Nullable Frame rows(Relation relation) throws IOException, SQLException {
        while (true) {
            need(HEAD_BYTES + TRAILER_BYTES);
            if (in.peek(0) != 'd') {
                endOfCopy();
                return chunk();
            }
            int length = in.peekInt(1) - Integer.BYTES;
            int before = formatHead(length);
            int row = length - before;
            if (row > 0 && isTrailer(before, row)) {
                in.skip(HEAD_BYTES + length);
                continue;
            }
            if (chunkRows > 0 && row > buffer.room()) {
                // the row stays where it is
                return chunk();
            }
            in.skip(HEAD_BYTES + before);
            if (row > 0) {
                Frame large = row(relation, row);
                if (large != null) {
                    return large;
                }
            }
        }
    }

    private int formatHead(int length) throws IOException {
        if (length < FORMAT_HEAD_BYTES || in.peek(HEAD_BYTES) != 'P' || in.peek(HEAD_BYTES + 1) != 'G') {
            return 0;
        }
        need(HEAD_BYTES + FORMAT_HEAD_BYTES);
        boolean signature = in.peekInt(HEAD_BYTES) == 0x5047434F && in.peekInt(HEAD_BYTES + 4) == 0x50590AFF;
        return signature ? FORMAT_HEAD_BYTES + in.peekInt(HEAD_BYTES + FORMAT_HEAD_BYTES - Integer.BYTES) : 0;
    }

    private boolean isTrailer(int before, int row) throws IOException {
        need(HEAD_BYTES + before + TRAILER_BYTES);
        return row == TRAILER_BYTES && in.peekShort(HEAD_BYTES + before) == -1;
    }

    /** Takes a row into the chunk; one that is larger than a frame becomes a chunk of its own, in pieces. */
    private @Nullable Frame row(Relation relation, int length) throws IOException {
        if (length > PgOutputReader.MESSAGE_MAX_BYTES - CHUNK_HEAD_BYTES) {
            throw new PermanentLinkException(
                    head().link(),
                    ErrorCode.CASE_NOT_HANDLED,
                    "a row of " + relation.item() + " takes " + length + " bytes; at most "
                            + PgOutputReader.MESSAGE_MAX_BYTES + " are carried");
        }
        if (chunkRows == 0) {
            buffer.putInt(CHUNK_HEAD_BYTES - Integer.BYTES + length);
            buffer.put('c');
            buffer.putInt(relation.oid());
        }
        items++;
        rowLeft = length;
        if (length > buffer.room()) {
            return pieceOfRow();
        }
        copy();
        chunkRows++;
        return null;
    }

    private Frame pieceOfRow() throws IOException {
        copy();
        return buffer.take();
    }

    private void copy() throws IOException {
        while (rowLeft > 0 && buffer.room() > 0) {
            need(1);
            int step = Math.min(Math.min(rowLeft, buffer.room()), FrameBuffer.STEP_BYTES);
            int got = in.drain(buffer.reserve(step), buffer.size(), step);
            buffer.wrote(got);
            rowLeft -= got;
        }
    }

    private @Nullable Frame chunk() {
        if (chunkRows == 0) {
            return null;
        }
        chunkRows = 0;
        buffer.setInt(0, buffer.size() - Integer.BYTES);
        return buffer.take();
    }

    private void endOfCopy() throws IOException, SQLException {
        if (in.peek(0) == 'E') {
            byte[] body = connection.body(deadline());
            throw ServerException.read(body, body.length);
        }
        connection.finish(PATIENCE);
        table = null;
    }

    private void need(int bytes) throws IOException {
        if (!in.await(bytes, deadline())) {
            throw new IOException("the server sends no rows");
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.NANOSECONDS.convert(PATIENCE);
    }

    @Override
    TransientLinkException broken(String why, Exception cause) {
        return new TransientLinkException(head().link(), ErrorCode.BASE_FAILED, why, cause);
    }

    @Override
    BatchEnd summary() {
        return new BatchEnd(to, asOf, items, rawBytes);
    }
}
