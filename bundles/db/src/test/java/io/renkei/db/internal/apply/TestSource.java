package io.renkei.db.internal.apply;

import io.renkei.api.BatchType;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A source database whose changes become batches by PostgreSQL's own pgoutput, without the capturing half. */
final class TestSource implements AutoCloseable {
    final String url;
    private final Connection connection;
    private final String slot;
    private final Map<Integer, byte[]> relations = new LinkedHashMap<>();
    private long position;
    private long seq;

    TestSource(String... ddl) throws SQLException {
        url = TestServer.database();
        TestServer.execute(url, ddl);
        connection = DriverManager.getConnection(url, "postgres", "");
        slot = "slot_" + url.substring(url.lastIndexOf('_') + 1);
        execute("CREATE PUBLICATION p FOR ALL TABLES");
        execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** All statements in one transaction. */
    void transaction(Iterable<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    long position() {
        return position;
    }

    long seq() {
        return seq;
    }

    /** Where the next batch begins. */
    void position(long from, long number) {
        position = from;
        seq = number;
    }

    /** Everything committed since the last batch. */
    TestBatch batch() throws SQLException {
        TestBatch.Builder builder = new TestBatch.Builder(BatchType.DATA, position, seq);
        Set<Integer> declared = new HashSet<>();
        long to = position;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT data FROM pg_logical_slot_get_binary_changes('" + slot
                        + "', NULL, NULL, 'proto_version', '1', 'publication_names', 'p', 'binary', 'true')")) {
            while (rows.next()) {
                byte[] message = rows.getBytes(1);
                ByteBuffer in = ByteBuffer.wrap(message);
                switch (message[0]) {
                    case 'R' -> {
                        relations.put(in.getInt(1), message);
                        declared.remove(in.getInt(1));
                    }
                    case 'I', 'U', 'D' -> {
                        declare(builder, declared, in.getInt(1));
                        builder.message(message);
                    }
                    case 'T' -> {
                        for (int i = 0; i < in.getInt(1); i++) {
                            declare(builder, declared, in.getInt(6 + 4 * i));
                        }
                        builder.message(message);
                    }
                    case 'B' -> builder.message(message);
                    case 'C' -> {
                        builder.message(message);
                        to = in.getLong(10);
                    }
                    default -> {
                        // types and origins are not carried
                    }
                }
            }
        }
        TestBatch batch = builder.build(to, ++seq);
        position = to;
        return batch;
    }

    private void declare(TestBatch.Builder builder, Set<Integer> declared, int oid) {
        if (declared.add(oid)) {
            builder.declare(relations.get(oid));
        }
    }

    @Override
    public void close() throws SQLException {
        execute("SELECT pg_drop_replication_slot('" + slot + "')");
        connection.close();
    }
}
