package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Digests;
import io.renkei.db.internal.wire.Lsn;
import io.renkei.db.internal.wire.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a snapshot of the source whose place among the commits is known: a temporary slot exports it. Everything committed
 * before that place is in it, nothing after.
 */
final class SnapshotMaker {
    /** The slot waits for all transactions that are open now. */
    private static final Duration OPEN_TRANSACTIONS_MAX = Duration.ofSeconds(20);

    private static final Duration PATIENCE = OPEN_TRANSACTIONS_MAX.plusSeconds(5);

    private static final String OLDEST = """
            SELECT who, extract(epoch FROM now() - since)::bigint FROM (
              SELECT 'server process ' || pid AS who, xact_start AS since FROM pg_stat_activity
               WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
              UNION ALL SELECT 'prepared transaction ' || transaction, prepared FROM pg_prepared_xacts) AS open
             ORDER BY since LIMIT 1""";

    private static final String END_LATE = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = ? AND backend_type = 'walsender'""";

    private final LinkContext context;

    SnapshotMaker(LinkContext context) {
        this.context = context;
    }

    /**
     * @param lsn its place
     * @param connection session in a transaction that shows it
     */
    record Made(long lsn, Connection connection) {}

    /**
     * @throws TransientLinkException {@link ErrorCode#VERIFY_FAILED} naming the oldest open transaction if it does not end
     *     in time
     */
    Made make() {
        Map<String, String> session = Map.of("lock_timeout", OPEN_TRANSACTIONS_MAX.toMillis() + "ms");
        String slot = SourceCatalog.slotName(context.id()) + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try (ReplicationConnection replication =
                new ReplicationConnection(Databases.login(context, "source", Databases.SNAPSHOT), session)) {
            List<@Nullable String> made = replication
                    .query(
                            "CREATE_REPLICATION_SLOT " + slot + " TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')",
                            PATIENCE)
                    .get(0);
            String snapshot = String.valueOf(made.get(2));
            return new Made(Lsn.parse(String.valueOf(made.get(1))), open(snapshot));
        } catch (IOException e) {
            throw failed("the source did not give a snapshot: " + e.getMessage(), e);
        } catch (SQLException e) {
            boolean waited = "55P03".equals(e.getSQLState()) || "57014".equals(e.getSQLState());
            throw failed(waited ? oldestTransaction() : "the source did not give a snapshot: " + Databases.told(e), e);
        }
    }

    private Connection open(String snapshot) throws SQLException {
        Connection connection = Databases.source(context, Databases.SNAPSHOT);
        boolean ready = false;
        try (Statement statement = connection.createStatement()) {
            Digests.prepare(connection);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            statement.execute(Sql.format("SET TRANSACTION SNAPSHOT %s", Sql.literal(snapshot)));
            ready = true;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        return connection;
    }

    private String oldestTransaction() {
        String waited = "a transaction at the source did not end within " + OPEN_TRANSACTIONS_MAX.toSeconds() + " s";
        try (Connection connection = Databases.source(context, "control");
                java.sql.PreparedStatement end = connection.prepareStatement(END_LATE);
                Statement statement = connection.createStatement()) {
            end.setString(1, Databases.applicationName(context.id(), Databases.SNAPSHOT));
            end.execute();
            try (ResultSet row = statement.executeQuery(OLDEST)) {
                return row.next()
                        ? waited + ": the oldest is open for " + row.getLong(2) + " s (" + row.getString(1) + ")"
                        : waited;
            }
        } catch (SQLException | TransientLinkException e) {
            return waited;
        }
    }

    private TransientLinkException failed(String why, Exception cause) {
        return new TransientLinkException(context.id(), ErrorCode.VERIFY_FAILED, why, cause);
    }
}
