package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.wire.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the stream does not tell: a table that was dropped, made anew, taken out of the publication, or whose rows an
 * ALTER TABLE has written anew, while the link runs. The target would differ without a word. Looked at before each barrier
 * and once a minute if any transaction has ended at the server since: a look costs a log-in. Used by one thread, but
 * {@link #due}.
 */
final class TableWatch {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The file changes with every rewrite (VACUUM FULL too), the columns' versions with every ALTER of a column. */
    private static final String FORMS = """
            SELECT c.oid, c.relfilenode, (SELECT string_agg(a.attnum || ':' || a.xmin, ',' ORDER BY a.attnum)
                     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) AS columns
              FROM pg_class c WHERE c.oid = ANY (?::oid[])""";

    private final LinkContext context;
    private final Map<String, Integer> oids = new HashMap<>();
    private final Map<Integer, Form> forms = new HashMap<>();
    private volatile boolean due;
    private long looked = System.nanoTime();
    private long lookedAt;
    private String transactions = Heartbeats.UNKNOWN;

    private record Form(long file, String columns) {
        private boolean rewritten(Form since) {
            return since.file != file && !since.columns.equals(columns);
        }
    }

    TableWatch(LinkContext context) {
        this.context = context;
    }

    /** The next {@link #look} does look. */
    void due() {
        due = true;
    }

    /**
     * Looks, if it is time to.
     *
     * @param place how far the stream is
     * @param server as of {@link Heartbeats#transactions(String)}
     * @throws PermanentLinkException naming what was changed
     */
    void look(long place, Supplier<String> server) throws SQLException {
        boolean late = place != lookedAt && System.nanoTime() - looked > EVERY_NANOS;
        if (!due && !late) {
            return;
        }
        // asked before the look: what ends beside it makes the next one necessary
        String now = server.get();
        boolean needed = due || now.equals(Heartbeats.UNKNOWN) || !now.equals(transactions);
        due = false;
        looked = System.nanoTime();
        lookedAt = place;
        transactions = now;
        if (needed) {
            try (Connection control = Databases.source(context, "control")) {
                compare(control);
            }
        }
    }

    /**
     * Learns which tables they are.
     *
     * @param server as of {@link Heartbeats#transactions(String)}, asked for before
     */
    void begin(Connection control, String server) throws SQLException {
        transactions = server;
        compare(control);
    }

    private void compare(Connection control) throws SQLException {
        List<SourceTable> all = new SourceStart(context, control).tables();
        Map<Integer, Form> now = forms(control, all);
        for (SourceTable table : all) {
            int oid = table.known().oid();
            @Nullable Integer before = oids.putIfAbsent(table.item(), oid);
            if (before != null && before != oid) {
                throw new PermanentLinkException(
                        context.id(),
                        ErrorCode.CASE_NOT_HANDLED,
                        table.item() + " was dropped and made anew at the source: the target holds rows of the table"
                                + " before");
            }
            compare(table, now.get(oid));
        }
    }

    private void compare(SourceTable table, @Nullable Form now) {
        if (now == null) {
            return;
        }
        Form before = forms.put(table.known().oid(), now);
        if (before != null && before.rewritten(now)) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.CASE_NOT_HANDLED,
                    table.item() + " was written anew by an ALTER TABLE at the source, which the stream does not tell:"
                            + " resume the link and compare (renkei:verify)");
        }
    }

    private static Map<Integer, Form> forms(Connection control, List<SourceTable> all) throws SQLException {
        Map<Integer, Form> forms = new HashMap<>();
        Long[] oids = all.stream()
                .map(table -> Integer.toUnsignedLong(table.known().oid()))
                .toArray(Long[]::new);
        try (PreparedStatement statement = control.prepareStatement(FORMS)) {
            statement.setArray(1, control.createArrayOf("oid", oids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    forms.put((int) row.getLong(1), new Form(row.getLong(2), String.valueOf(row.getString(3))));
                }
            }
        }
        return forms;
    }
}
