package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.PgSocket;
import io.renkei.db.internal.wire.ServerException;
import io.renkei.db.internal.wire.Tuples;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A session that speaks PostgreSQL's extended protocol in pipelines: any number of statements is written, then one {@link
 * #sync} brings all answers. After a fault the server skips everything up to the sync. Used by one thread; {@link #close}
 * may come from another.
 */
final class PgSession implements AutoCloseable {
    /** Longest wait for the server: its own statement time-out (15 min) ends first. */
    private static final int READ_TIMEOUT_MS = 16 * 60 * 1000;

    /** Named statements kept at the server; the one used longest ago goes first. */
    private static final int STATEMENTS_MAX = 400;

    /**
     * Statements in flight. Each answer takes some 25 bytes, so that all of them fit into the sockets' buffers: the server
     * never waits for us to read while we wait for it.
     */
    private static final int IN_FLIGHT_MAX = 1_000;

    private static final int BODY_FIRST_BYTES = 8 * 1024;
    private static final int BODY_MAX_BYTES = 16 * 1024 * 1024;
    private static final String CONNECTION_BROKEN = "08006";

    private final PgSocket socket;
    private final InputStream in;
    private final MessageWriter out;
    private final Map<String, String> statements = new LinkedHashMap<>(16, 0.75f, true);
    private final List<String> unconfirmed = new ArrayList<>();
    private final byte[] head = new byte[5];
    private byte[] body = new byte[BODY_FIRST_BYTES];
    private int length;
    private int inFlight;
    private int statementNumber;
    private long[] counts = new long[IN_FLIGHT_MAX];
    private int counted;
    private @Nullable ServerException fault;
    private List<@Nullable String[]> rows = new ArrayList<>();

    private PgSession(PgSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.in();
        this.out = new MessageWriter(socket.out());
        socket.readTimeout(READ_TIMEOUT_MS);
    }

    /**
     * Logs in.
     *
     * @param settings run-time settings of the session
     */
    static PgSession open(Properties login, Map<String, String> settings) throws SQLException {
        PgSocket socket = PgSocket.open(login, settings);
        try {
            return new PgSession(socket);
        } catch (IOException e) {
            socket.close();
            throw broken(e);
        }
    }

    /** Puts a statement without parameters into the pipeline. */
    void execute(String sql) throws SQLException {
        bind(sql, List.of()).noParameters();
        run();
    }

    /**
     * Begins a statement in the pipeline: its parameters follow in order, then {@link #run}.
     *
     * @param types type of each parameter
     */
    MessageWriter bind(String sql, List<Integer> types) throws SQLException {
        try {
            if (inFlight >= IN_FLIGHT_MAX) {
                roundTrip();
            }
            String name = prepared(sql, types);
            out.begin('B');
            out.zeroByte();
            out.text(name);
            return out;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Ends what {@link #bind} began. */
    void run() throws SQLException {
        try {
            out.end();
            out.begin('E');
            out.zeroByte();
            out.int32(0);
            out.end();
            inFlight++;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Begins a COPY in the pipeline: its data follows, then {@link #endCopy}. */
    CopyWriter copy(String sql) throws SQLException {
        execute(sql);
        return new CopyWriter(out);
    }

    /** Ends what {@link #copy} began. */
    void endCopy(CopyWriter copy) throws SQLException {
        try {
            copy.finish();
            out.begin('c');
            out.end();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Waits for all answers.
     *
     * @return what was done since the last sync, valid until the next statement; with the first fault, if there was one:
     *     what was written behind it was not done
     * @throws SQLException if the connection broke
     */
    Answers sync() throws SQLException {
        try {
            roundTrip();
        } catch (IOException e) {
            throw broken(e);
        }
        Answers answers = new Answers(counts, counted, rows, fault);
        counted = 0;
        rows = new ArrayList<>();
        fault = null;
        return answers;
    }

    /** Asks at once, as text; the pipeline must be empty. */
    List<@Nullable String[]> query(String sql, String... parameters) throws SQLException {
        try {
            out.begin('P');
            out.zeroByte();
            out.text(sql);
            out.int16(0);
            out.end();
            out.begin('B');
            out.zeroByte();
            out.zeroByte();
            out.int16(0);
            out.int16(parameters.length);
            for (String parameter : parameters) {
                byte[] bytes = parameter.getBytes(StandardCharsets.UTF_8);
                out.int32(bytes.length);
                out.bytes(bytes, 0, bytes.length);
            }
            out.int16(0);
            run();
        } catch (IOException e) {
            throw broken(e);
        }
        Answers answers = sync();
        answers.require();
        return answers.rows();
    }

    @Override
    public void close() {
        socket.close();
    }

    private String prepared(String sql, List<Integer> types) throws IOException {
        String known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= STATEMENTS_MAX) {
            Map.Entry<String, String> eldest = statements.entrySet().iterator().next();
            statements.remove(eldest.getKey());
            out.begin('C');
            out.int8('S');
            out.text(eldest.getValue());
            out.end();
        }
        String name = "r" + statementNumber++;
        out.begin('P');
        out.text(name);
        out.text(sql);
        out.int16(types.size());
        for (int type : types) {
            out.int32(type);
        }
        out.end();
        statements.put(sql, name);
        unconfirmed.add(sql);
        return name;
    }

    private void roundTrip() throws IOException {
        out.begin('S');
        out.end();
        out.flush();
        inFlight = 0;
        while (true) {
            char type = read();
            switch (type) {
                case 'C' -> count(commandRows());
                case 'I' -> count(0);
                case 'D' -> rows.add(dataRow());
                case 'E' -> fail();
                case 'Z' -> {
                    unconfirmed.clear();
                    return;
                }
                default -> {
                    // parsed, bound, closed, described, COPY begun; notices and settings
                }
            }
        }
    }

    private void fail() {
        ServerException found = ServerException.read(body, length);
        if (fault == null) {
            fault = found;
        }
        // a statement whose Parse was skipped does not exist at the server
        statements.keySet().removeAll(unconfirmed);
    }

    private void count(long changed) {
        if (fault != null) {
            return;
        }
        if (counted == counts.length) {
            counts = Arrays.copyOf(counts, counted * 2);
        }
        counts[counted++] = changed;
    }

    private char read() throws IOException {
        fill(head, head.length);
        length = ((head[1] & 0xff) << 24 | (head[2] & 0xff) << 16 | (head[3] & 0xff) << 8 | (head[4] & 0xff))
                - Integer.BYTES;
        if (length < 0 || length > BODY_MAX_BYTES) {
            throw new IOException("the server's answer breaks the protocol");
        }
        if (body.length < length) {
            body = new byte[length];
        }
        fill(body, length);
        return (char) head[0];
    }

    private void fill(byte[] into, int count) throws IOException {
        if (in.readNBytes(into, 0, count) < count) {
            throw new EOFException("the server ended the connection");
        }
    }

    /** The number at the end of {@code INSERT 0 5}, {@code UPDATE 5}; 0 if there is none. */
    private long commandRows() {
        long number = 0;
        long unit = 1;
        for (int at = length - 2; at >= 0 && body[at] >= '0' && body[at] <= '9'; at--) {
            number += (body[at] - '0') * unit;
            unit *= 10;
        }
        return number;
    }

    private @Nullable String[] dataRow() {
        int columns = (body[0] & 0xff) << 8 | (body[1] & 0xff);
        @Nullable String[] row = new @Nullable String[columns];
        int at = 2;
        for (int i = 0; i < columns; i++) {
            int size = Tuples.int32(body, at);
            at += Integer.BYTES;
            if (size >= 0) {
                row[i] = new String(body, at, size, StandardCharsets.UTF_8);
                at += size;
            }
        }
        return row;
    }

    private static SQLException broken(IOException cause) {
        return new SQLException(
                "the connection to the database broke: " + cause.getMessage(), CONNECTION_BROKEN, cause);
    }
}
