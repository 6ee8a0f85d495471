package io.renkei.db.internal.capture;

import io.renkei.db.internal.wire.PgSocket;
import io.renkei.db.internal.wire.ServerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A session in replication mode: plain statements, COPY, replication commands. Unlike the driver's it lets another thread
 * send feedback while one is blocked in a read, and it makes no object for a row. Used by one thread, but {@link #send} and
 * {@link #close}.
 */
final class ReplicationConnection implements AutoCloseable {
    private static final int MESSAGE_MAX_BYTES = 1024 * 1024;
    private static final int HEAD_BYTES = 5;
    private static final int ROWS_MAX = 10_000;
    private static final String NO_ANSWER_IN_TIME = "57014";

    private final PgSocket socket;
    private final StreamBuffer in;
    private final Object writing = new Object();

    /**
     * Logs in.
     *
     * @param login as of {@link io.renkei.db.internal.wire.Databases#login}
     * @param session settings of the session, see the server's {@code options} parameter; values without spaces
     */
    ReplicationConnection(Properties login, Map<String, String> session) throws SQLException {
        StringBuilder options = new StringBuilder();
        session.forEach((key, value) ->
                options.append("-c ").append(key).append('=').append(value).append(' '));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("replication", "database");
        parameters.put("client_encoding", "UTF8");
        parameters.put("application_name", login.getProperty("ApplicationName", "renkei"));
        parameters.put("options", options.toString().trim());
        this.socket = PgSocket.open(login, parameters);
        this.in = new StreamBuffer(socket);
    }

    /** What the server sends. */
    StreamBuffer in() {
        return in;
    }

    /** Sends one whole message; may be called beside the reading thread. */
    void send(byte[] message) throws IOException {
        synchronized (writing) {
            socket.out().write(message);
        }
    }

    /**
     * Runs one statement or replication command by the simple protocol.
     *
     * @return its rows, values as text
     * @throws SQLException what the server answered with; {@code 57014} if it took longer than the patience: the session
     *     can't be used any more then
     */
    List<List<@Nullable String>> query(String sql, Duration patience) throws IOException, SQLException {
        send(message('Q', sql));
        return finish(patience);
    }

    /**
     * Begins a command that answers with a stream: COPY TO STDOUT ({@code H}) or START_REPLICATION ({@code W}). What
     * follows is read from {@link #in}.
     */
    void begin(String sql, char expected, Duration patience) throws IOException, SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        send(message('Q', sql));
        while (true) {
            char type = head(deadline);
            byte[] body = body(deadline);
            if (type == 'E') {
                throw ServerException.read(body, body.length);
            } else if (type == expected) {
                return;
            }
        }
    }

    /** Reads on to the end of a command: its rows, or what is left when its stream has ended. */
    List<List<@Nullable String>> finish(Duration patience) throws IOException, SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<List<@Nullable String>> rows = new ArrayList<>();
        SQLException error = null;
        while (true) {
            char type = head(deadline);
            byte[] body = body(deadline);
            if (type == 'D' && rows.size() < ROWS_MAX) {
                rows.add(row(ByteBuffer.wrap(body)));
            } else if (type == 'E') {
                error = ServerException.read(body, body.length);
            } else if (type == 'Z') {
                if (error != null) {
                    throw error;
                }
                return rows;
            }
        }
    }

    /** Takes a whole message that is not part of a stream; its type is still at the buffer's head. */
    byte[] body(long deadline) throws IOException, SQLException {
        int length = in.peekInt(1) - Integer.BYTES;
        if (length < 0 || length > MESSAGE_MAX_BYTES) {
            throw new IOException("a protocol message of " + length + " bytes");
        }
        in.skip(HEAD_BYTES);
        if (!in.await(length, deadline)) {
            throw late();
        }
        return in.take(length);
    }

    private char head(long deadline) throws IOException, SQLException {
        if (!in.await(HEAD_BYTES, deadline)) {
            throw late();
        }
        return (char) in.peek(0);
    }

    private static SQLException late() {
        return new SQLException("the server did not answer in time", NO_ANSWER_IN_TIME);
    }

    private static List<@Nullable String> row(ByteBuffer message) {
        int count = message.getShort();
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = message.getInt();
            if (length < 0) {
                row.add(null);
            } else {
                byte[] value = new byte[length];
                message.get(value);
                row.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return row;
    }

    private static byte[] message(char type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD_BYTES + bytes.length + 1)
                .put((byte) type)
                .putInt(Integer.BYTES + bytes.length + 1)
                .put(bytes)
                .array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
