package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.wire.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the stream does not tell: a table that was dropped, made anew, or taken out of the publication while the link
 * runs. Its later changes would be missing at the target without a word. Looked at before each barrier and once a minute
 * while the log moves. Used by one thread, but {@link #due}.
 */
final class TableWatch {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LinkContext context;
    private final Map<String, Integer> oids = new HashMap<>();
    private volatile boolean due;
    private long looked = System.nanoTime();
    private long lookedAt;

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
     * @throws PermanentLinkException naming what was changed
     */
    void look(long place) throws SQLException {
        boolean late = place != lookedAt && System.nanoTime() - looked > EVERY_NANOS;
        if (due || late) {
            due = false;
            looked = System.nanoTime();
            lookedAt = place;
            try (Connection control = Databases.source(context, "control")) {
                compare(control);
            }
        }
    }

    /** Looks now, first of all to learn which tables they are. */
    void compare(Connection control) throws SQLException {
        for (SourceTable table : new SourceStart(context, control).tables()) {
            int oid = table.known().oid();
            @Nullable Integer before = oids.putIfAbsent(table.item(), oid);
            if (before != null && before != oid) {
                throw new PermanentLinkException(
                        context.id(),
                        ErrorCode.CASE_NOT_HANDLED,
                        table.item() + " was dropped and made anew at the source: the target holds rows of the table"
                                + " before");
            }
        }
    }
}
