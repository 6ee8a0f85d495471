package io.renkei.demo.internal.data;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** New rows on their way into a database; they are written parents first. */
public final class Rows {
    private final Map<PaymentTable, List<@Nullable Object[]>> rows = new EnumMap<>(PaymentTable.class);
    private int size;

    /** One row, its values in the order of {@link PaymentTable#columns}. */
    void add(PaymentTable table, @Nullable Object... values) {
        if (values.length != table.columns().size()) {
            throw new IllegalArgumentException(table + " has " + table.columns().size() + " columns");
        }
        rows.computeIfAbsent(table, key -> new ArrayList<>()).add(values);
        size++;
    }

    /** How many rows wait to be written. */
    public int size() {
        return size;
    }

    /** How many of each table. */
    public Map<PaymentTable, Integer> byTable() {
        Map<PaymentTable, Integer> counts = new EnumMap<>(PaymentTable.class);
        rows.forEach((table, values) -> counts.put(table, values.size()));
        return counts;
    }

    /** Writes all rows with COPY, as a loading batch does, and forgets them. */
    public void copyTo(Connection connection) throws SQLException {
        try {
            for (Map.Entry<PaymentTable, List<@Nullable Object[]>> entry : rows.entrySet()) {
                StringBuilder text = new StringBuilder(entry.getValue().size() * 100);
                entry.getValue().forEach(values -> appendLine(text, values));
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(entry.getKey().copySql(), new StringReader(text.toString()));
            }
        } catch (IOException e) {
            throw new SQLException("COPY failed", e);
        }
        clear();
    }

    /** Writes all rows with INSERT, as an application does, and forgets them. */
    public void insertInto(Connection connection) throws SQLException {
        for (Map.Entry<PaymentTable, List<@Nullable Object[]>> entry : rows.entrySet()) {
            try (PreparedStatement insert =
                    connection.prepareStatement(entry.getKey().insertSql())) {
                for (@Nullable Object[] values : entry.getValue()) {
                    for (int i = 0; i < values.length; i++) {
                        insert.setObject(i + 1, values[i]);
                    }
                    insert.addBatch();
                }
                execute(insert);
            }
        }
        clear();
    }

    /** The driver meets a server that goes away in the middle of a batch with an error of its own making. */
    private static void execute(PreparedStatement insert) throws SQLException {
        try {
            insert.executeBatch();
        } catch (AssertionError e) {
            throw new SQLException("the server has gone in the middle of a batch", "08006", e);
        }
    }

    private void clear() {
        rows.clear();
        size = 0;
    }

    private static void appendLine(StringBuilder text, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            Object value = values[i];
            if (value == null) {
                text.append("\\N");
            } else {
                text.append(value.toString()
                        .replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r"));
            }
        }
        text.append('\n');
    }
}
