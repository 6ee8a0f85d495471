package io.renkei.db.internal.capture;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replication slot of a link as it is now.
 *
 * @param valid whether it can still be read from
 * @param confirmed what the slot has forgotten: everything before
 * @param sourceEnd end of the source's write-ahead log
 * @param activePid server process that reads it; 0: nobody
 * @param activeName application name of that process
 * @param otherDatabase the database it belongs to, if that is another one of the same server; or empty
 */
record Slot(boolean valid, long confirmed, long sourceEnd, int activePid, String activeName, String otherDatabase) {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private static final String READ = """
            SELECT s.plugin = 'pgoutput' AND s.database = current_database() AND NOT s.temporary
                       AND s.wal_status <> 'lost' AND s.confirmed_flush_lsn IS NOT NULL AS valid,
                   s.confirmed_flush_lsn::text AS confirmed, pg_current_wal_insert_lsn()::text AS source_end,
                   coalesce(s.active_pid, 0) AS pid, coalesce(a.application_name, '') AS name,
                   coalesce(nullif(s.database, current_database()), '') AS other
              FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid
             WHERE s.slot_name = ?""";

    private static final String TERMINATE = """
            SELECT pg_terminate_backend(active_pid, ?) FROM pg_replication_slots
             WHERE slot_name = ? AND active_pid = ?""";

    private static final Pattern READER_EPOCH = Pattern.compile(" " + DatabaseSource.PURPOSE + " ([0-9]{1,18})$");

    private static final Duration END_MAX = Duration.ofSeconds(10);

    /** Looks at the slot; null if there is none. */
    static @Nullable Slot read(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String confirmed = row.getString("confirmed");
                return new Slot(
                        row.getBoolean("valid"),
                        confirmed == null ? 0 : Lsn.parse(confirmed),
                        Lsn.parse(row.getString("source_end")),
                        row.getInt("pid"),
                        row.getString("name"),
                        row.getString("other"));
            }
        }
    }

    /** Why changes after the position can't be had from this slot; empty: they can. */
    String lostAfter(Position after) {
        if (!valid) {
            return "the slot is invalid: the source has removed what it kept for it";
        }
        if (Long.compareUnsigned(confirmed, after.order()) > 0) {
            return "the slot stands at " + Lsn.text(confirmed) + ", " + (confirmed - after.order())
                    + " bytes after what was carried (" + Lsn.text(after.order()) + "): changes between them are gone";
        }
        if (Long.compareUnsigned(sourceEnd, after.order()) < 0) {
            return "the source ends at " + Lsn.text(sourceEnd) + ", " + (after.order() - sourceEnd)
                    + " bytes before what was carried (" + Lsn.text(after.order()) + "): it was restored or replaced";
        }
        return "";
    }

    /** How the session that reads a link's slot is known at the source: {@code renkei db-13-prod capture EPOCH}. */
    static String readerName(LinkContext context) {
        return Databases.applicationName(context.id(), DatabaseSource.PURPOSE) + " " + context.epoch();
    }

    /**
     * Nobody with a higher epoch reads it.
     *
     * @throws FencedException if somebody does, as a copy of this node that was started while this one stood still
     */
    void requireNoNewerReader(LinkContext context) {
        Matcher name = READER_EPOCH.matcher(isReadBy(context.id()) ? activeName : "");
        Epoch reader = name.find() ? new Epoch(Long.parseLong(name.group(1))) : Epoch.NONE;
        if (reader.compareTo(context.epoch()) > 0) {
            throw FencedException.atSource(context.id(), context.epoch(), reader);
        }
    }

    /** Whether a session of this link reads it. */
    boolean isReadBy(LinkId link) {
        return activePid != 0 && activeName.startsWith(Databases.applicationName(link, ""));
    }

    /**
     * Ends an older session of the same link that still reads the slot: this incarnation owns the journal now.
     *
     * @throws TransientLinkException if it does not end in time
     * @throws PermanentLinkException if it is another database's, or somebody else reads it
     */
    void free(Connection connection, String name, LinkId link) throws SQLException {
        if (!otherDatabase.isEmpty()) {
            throw new PermanentLinkException(
                    link,
                    ErrorCode.SOURCE_NOT_PREPARED,
                    "slot " + name + " of this server belongs to another database (" + otherDatabase
                            + "), which has a link of the same name");
        }
        if (activePid == 0) {
            return;
        }
        if (!isReadBy(link)) {
            throw new PermanentLinkException(
                    link, ErrorCode.SOURCE_NOT_PREPARED, "slot " + name + " is read by another program");
        }
        LOG.warn("{} ends an older session at the source: pid={} slot={}", link, activePid, name);
        try (PreparedStatement statement = connection.prepareStatement(TERMINATE)) {
            statement.setLong(1, END_MAX.toMillis());
            statement.setString(2, name);
            statement.setInt(3, activePid);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && !row.getBoolean(1)) {
                    throw new TransientLinkException(
                            link, ErrorCode.SOURCE_UNREACHABLE, "an older session at the source does not end");
                }
            }
        }
    }

    /** Removes the slot of this database; its session must have been ended. */
    static void drop(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?"
                        + " AND database = current_database()")) {
            statement.setString(1, name);
            statement.execute();
        }
    }
}
