package io.renkei.db.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A pgoutput Relation message: a table as its rows come in the stream.
 *
 * @param oid identifies the table in the messages of one source database
 * @param identity {@code pg_class.relreplident}: d, n, f or i
 */
public record Relation(int oid, String schema, String table, char identity, List<Column> columns) {
    private static final int COLUMNS_MAX = 1600;
    private static final int FIXED_COLUMN_BYTES = 10;

    /**
     * A column.
     *
     * @param key part of the replica identity
     * @param typeOid {@code pg_type.oid}; the same everywhere only for built-in types (below 16384)
     * @param typmod {@code pg_attribute.atttypmod}
     */
    public record Column(boolean key, String name, int typeOid, int typmod) {}

    public Relation {
        columns = List.copyOf(columns);
        if (columns.size() > COLUMNS_MAX) {
            throw new IllegalArgumentException("a table has at most " + COLUMNS_MAX + " columns");
        }
    }

    /** The name in lists and declarations: {@code schema.table}. */
    public String item() {
        return schema + "." + table;
    }

    /** Names of all columns in stream order. */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** Names of the replica identity's columns in stream order; of all columns if the identity is FULL. */
    public List<String> keyNames() {
        return columns.stream().filter(Column::key).map(Column::name).toList();
    }

    /**
     * Reads a message of protocol version 1, from its type byte to its end.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Relation decode(ByteBuffer message) {
        ByteBuffer in = message.duplicate();
        try {
            if (in.get() != 'R') {
                throw new IllegalArgumentException("not a relation message");
            }
            int oid = in.getInt();
            String schema = text(in);
            String table = text(in);
            char identity = (char) in.get();
            int count = Short.toUnsignedInt(in.getShort());
            if (count > COLUMNS_MAX) {
                throw new IllegalArgumentException("a relation message with " + count + " columns");
            }
            List<Column> columns = new ArrayList<>(Math.min(count, in.remaining() / FIXED_COLUMN_BYTES));
            for (int i = 0; i < count; i++) {
                boolean key = (in.get() & 1) != 0;
                String name = text(in);
                columns.add(new Column(key, name, in.getInt(), in.getInt()));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("bytes follow the relation message");
            }
            // the stream writes pg_catalog as an empty name
            return new Relation(oid, schema.isEmpty() ? "pg_catalog" : schema, table, identity, columns);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the relation message ends too early", e);
        }
    }

    /** The message, as the stream would send it. */
    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('R');
        writeInt(out, oid);
        writeText(out, schema);
        writeText(out, table);
        out.write(identity);
        out.write(columns.size() >>> 8);
        out.write(columns.size());
        for (Column column : columns) {
            out.write(column.key() ? 1 : 0);
            writeText(out, column.name());
            writeInt(out, column.typeOid());
            writeInt(out, column.typmod());
        }
        return out.toByteArray();
    }

    private static String text(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // to the terminator
        }
        byte[] bytes = new byte[in.position() - 1 - start];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }
}
