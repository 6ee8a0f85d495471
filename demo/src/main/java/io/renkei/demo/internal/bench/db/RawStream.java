package io.renkei.demo.internal.bench.db;

import com.github.luben.zstd.ZstdOutputStream;
import io.renkei.demo.internal.server.EmbeddedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What {@code zstd -1} makes of the change stream itself: the bytes of a plain compressed copy of the same changes. */
final class RawStream {
    private static final String SLOT = "bench_raw";
    private static final int LEVEL = 1;
    private static final int FETCH_ROWS = 2_000;

    private final EmbeddedServer server;
    private final String database;
    private final String publication;

    private RawStream(EmbeddedServer server, String database, String publication) {
        this.server = server;
        this.database = database;
        this.publication = publication;
    }

    /** Begins here: later changes are counted. */
    static RawStream begin(EmbeddedServer server, String database, String publication) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
        }
        return new RawStream(server, database, publication);
    }

    /** Reads what came since the last call, and says how large it is when compressed. */
    long compressedBytes() throws SQLException, IOException {
        Counter counter = new Counter();
        try (Connection connection = server.connect(database);
                PreparedStatement changes = connection.prepareStatement(
                        "SELECT data FROM pg_logical_slot_get_binary_changes(?, NULL, NULL, 'proto_version', '1',"
                                + " 'publication_names', ?, 'binary', 'true')");
                ZstdOutputStream zstd = new ZstdOutputStream(counter, LEVEL)) {
            connection.setAutoCommit(false);
            changes.setFetchSize(FETCH_ROWS);
            changes.setString(1, SLOT);
            changes.setString(2, publication);
            try (ResultSet rows = changes.executeQuery()) {
                while (rows.next()) {
                    zstd.write(rows.getBytes(1));
                }
            }
            connection.commit();
        }
        return counter.bytes;
    }

    /** Keeps nothing but the number of bytes. */
    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
