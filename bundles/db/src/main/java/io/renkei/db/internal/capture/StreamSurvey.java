package io.renkei.db.internal.capture;

import io.renkei.api.Batch;
import io.renkei.api.BatchType;
import io.renkei.api.ItemTotals;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.Stretch;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.RowCounts;
import io.renkei.db.internal.wire.Tuples;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the transactions and changes of batches, and finds what can't come twice. */
final class StreamSurvey implements Mover.Survey {
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Map<String, RowCounts> tables = new TreeMap<>();
    private final Set<String> obstacles = new TreeSet<>();
    private long batches;
    private long transactions;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;
    private final @Nullable Position only;
    private boolean counts = true;

    /** @param only where the one transaction was committed that counts; null: all do */
    StreamSurvey(@Nullable Position only) {
        this.only = only;
    }

    @Override
    public void add(Batch batch) {
        batches++;
        if (batch.head().type() == BatchType.BASE) {
            obstacles.add("a base copy");
        }
        PgOutputReader reader = new PgOutputReader(batch);
        while (reader.next()) {
            switch (reader.type()) {
                case 'B' -> begin(reader.body());
                case 'I', 'U', 'D' -> change(reader);
                case 'T' -> truncate(reader);
                default -> {
                    // says nothing of a change
                }
            }
        }
    }

    @Override
    public Stretch result() {
        List<ItemTotals> changes = new ArrayList<>();
        tables.forEach((item, rows) -> changes.add(rows.totals(item)));
        return new Stretch(batches, transactions, changes, oldest, newest, List.copyOf(obstacles));
    }

    /** {@code [i64 final LSN][i64 commit time, microseconds since 2000]}. */
    private void begin(ByteBuffer body) {
        counts = only == null || body.getLong(0) == only.order();
        if (!counts) {
            return;
        }
        Instant commit = POSTGRES_EPOCH.plus(body.getLong(Long.BYTES), ChronoUnit.MICROS);
        transactions++;
        oldest = oldest == null || commit.isBefore(oldest) ? commit : oldest;
        newest = newest == null || commit.isAfter(newest) ? commit : newest;
    }

    private void change(PgOutputReader reader) {
        if (!counts) {
            return;
        }
        Relation relation = reader.relation();
        count(relation, reader.type());
        if (relation.identity() == 'f' || relation.identity() == 'n') {
            obstacles.add(relation.item() + " has no key that rows could be found by (REPLICA IDENTITY "
                    + (relation.identity() == 'f' ? "FULL)" : "NOTHING)"));
        } else if (reader.type() == 'U' && changesKeyOnly(reader.body())) {
            obstacles.add(
                    relation.item() + ": a row's key was changed and its unchanged long values did not come with it");
        }
    }

    private void truncate(PgOutputReader reader) {
        if (!counts) {
            return;
        }
        ByteBuffer body = reader.body();
        int tables = body.getInt();
        body.get();
        for (int i = 0; i < tables; i++) {
            count(reader.relation(body.getInt()), 'T');
        }
    }

    private void count(Relation relation, char type) {
        tables.computeIfAbsent(relation.item(), item -> new RowCounts()).change(type);
    }

    /** Whether an update {@code [i32 oid]['K' tuple]['N' tuple]} names another row than it writes, and not the whole of it. */
    private static boolean changesKeyOnly(ByteBuffer body) {
        if (body.get(Integer.BYTES) != 'K') {
            return false;
        }
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        int old = Integer.BYTES + 1;
        int columns = Tuples.int16(bytes, old);
        int end = Tuples.check(bytes, old, bytes.length, columns);
        Tuples.check(bytes, end + 1, bytes.length, columns);
        return (Tuples.traits(bytes, end + 1) & Tuples.UNCHANGED) != 0;
    }
}
