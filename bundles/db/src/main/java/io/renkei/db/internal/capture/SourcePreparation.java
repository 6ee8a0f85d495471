package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.Preparation;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at, and makes, what a link needs in its source database. The slot is made when the link starts. */
public final class SourcePreparation {
    private final LinkContext context;
    private final LinkId link;
    private final Connection connection;
    private final Preparation found;

    private SourcePreparation(LinkContext context, Connection connection, boolean apply) {
        this.context = context;
        this.link = context.id();
        this.connection = connection;
        this.found = new Preparation(connection, apply);
    }

    /**
     * Looks at the source with the link's own account.
     *
     * @param apply also makes what is missing, as far as the account may; never changes tables or server settings
     * @throws TransientLinkException {@link ErrorCode#SOURCE_UNREACHABLE}
     */
    public static List<Finding> prepare(LinkContext context, boolean apply) {
        try (Connection connection = Databases.source(context, "prepare")) {
            SourcePreparation preparation = new SourcePreparation(context, connection, apply);
            preparation.look();
            return preparation.found.findings();
        } catch (SQLException e) {
            throw new TransientLinkException(context.id(), ErrorCode.SOURCE_UNREACHABLE, Databases.told(e), e);
        }
    }

    private void look() throws SQLException {
        lookAtServer();
        if (!found.lookAtMarker(link)) {
            // perhaps another federation's database: nothing of it is to be published
            return;
        }
        List<SourceTable> tables = new SourceCatalog(context, connection).tables();
        List<SourceTable> carried = new ArrayList<>();
        for (SourceTable table : tables) {
            lookAtTable(table);
            if (table.fault().isEmpty()) {
                carried.add(table);
            }
        }
        lookAtSequences(carried);
        lookAtPublication(carried);
    }

    private void lookAtServer() throws SQLException {
        boolean recent = found.truth("SELECT current_setting('server_version_num')::int >= " + SourceStart.VERSION_MIN);
        found.told(recent, "server version", "15 or later is carried", "");
        found.told(
                found.truth("SELECT current_setting('wal_level') = 'logical'"),
                "wal_level",
                "must be logical; takes a restart of the server",
                "ALTER SYSTEM SET wal_level = 'logical';");
        String role = found.text("SELECT current_user");
        found.find(
                found.truth("SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user"),
                "right to replicate",
                "of the account " + role,
                List.of(Sql.format("ALTER ROLE %s REPLICATION", Sql.quote(role))));
        // a fresh slot, and one more for as long as verify makes a snapshot
        boolean slots = found.truth("SELECT current_setting('max_replication_slots')::int"
                + " - (SELECT count(*) FROM pg_replication_slots WHERE slot_name <> "
                + Sql.literal(SourceCatalog.slotName(link)) + ") >= 2");
        found.told(
                slots,
                "max_replication_slots",
                "two must be free; takes a restart of the server",
                "ALTER SYSTEM SET max_replication_slots = 20;");
    }

    private void lookAtTable(SourceTable table) {
        String subject = "table " + table.item();
        if (table.fault().isEmpty()) {
            found.told(true, subject, "can be carried", "");
            return;
        }
        Relation relation = table.relation();
        String statement = "";
        if (relation != null && table.fault().contains("GRANT SELECT")) {
            statement =
                    Sql.format("GRANT SELECT ON %s TO CURRENT_USER;", Sql.quote(relation.schema(), relation.table()));
        }
        found.told(false, subject, table.fault(), statement);
    }

    private void lookAtPublication(List<SourceTable> carried) throws SQLException {
        String name = SourceCatalog.slotName(link);
        String subject = "publication " + name;
        if (carried.isEmpty()) {
            found.told(false, subject, "the lists allow no table that can be carried", "");
            return;
        }
        Publication publication = new Publication(name, connection);
        if (publication.exists() && Slot.read(connection, name) != null) {
            leaveOutJoining(publication, carried);
            if (carried.isEmpty()) {
                return;
            }
        }
        List<String> faults = publication.faults(carried);
        found.find(
                faults.isEmpty(),
                subject,
                faults.isEmpty() ? "carries " + carried.size() + " tables" : String.join("; ", faults),
                faults.isEmpty() ? List.of() : publication.statements(carried));
    }

    /** A table that joins a link which is carried already, or comes back to it made anew, brings no rows with it. */
    private void leaveOutJoining(Publication publication, List<SourceTable> carried) throws SQLException {
        Set<String> known = publication.items();
        for (SourceTable table : List.copyOf(carried)) {
            Relation relation = table.known();
            if (!known.contains(relation.item())
                    && found.truth(Sql.format(
                            "SELECT EXISTS (SELECT 1 FROM %s)", Sql.quote(relation.schema(), relation.table())))) {
                found.told(
                        false,
                        "table " + table.item(),
                        "joins a link that is carried already: the rows it holds would not be copied; make the target's"
                                + " rows the same first, or begin anew with db.load = replace",
                        publication.adding(table) + ";");
                carried.remove(table);
            }
        }
    }

    private void lookAtSequences(List<SourceTable> carried) throws SQLException {
        int sequences = 0;
        for (SourceTable table : carried) {
            Relation relation = table.known();
            String name = Sql.literal(Sql.quote(relation.schema(), relation.table()));
            String owned =
                    found.text("SELECT count(*) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
                            + " WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjid = to_regclass("
                            + name + ")");
            sequences += Integer.parseInt(owned);
        }
        if (sequences > 0) {
            found.told(
                    true,
                    "sequences",
                    sequences + " belong to the tables; their values are not carried: set them before the target is"
                            + " written to by others (docs/db-traps.md)",
                    "");
        }
    }
}
