package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.PolicyDecision;
import io.renkei.db.internal.wire.Relation;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The target tables of the relations that a session has met. Asks the policy each time a batch declares one. */
final class DeclaredTables {
    private final LinkContext context;
    private final TargetCatalog catalog;
    private final Map<Integer, TargetTable> tables = new HashMap<>();

    DeclaredTables(LinkContext context, TargetCatalog catalog) {
        this.context = context;
        this.catalog = catalog;
    }

    /** Whether the relation must be looked up, so that nothing may be in flight. */
    boolean changes(Relation relation) {
        TargetTable known = tables.get(relation.oid());
        return known == null || !known.relation().equals(relation);
    }

    /**
     * A batch is about to carry rows of the relation.
     *
     * @throws PermanentLinkException {@link ErrorCode#POLICY_DENIED}, {@link ErrorCode#SCHEMA_DIFFERS}, {@link
     *     ErrorCode#CASE_NOT_HANDLED}
     */
    TargetTable declare(Relation relation) throws SQLException {
        PolicyDecision decision = context.policy().check(context.id(), relation.item(), relation.columnNames());
        if (!decision.allowed()) {
            throw new PermanentLinkException(
                    context.id(),
                    ErrorCode.POLICY_DENIED,
                    relation.item() + ": rule " + decision.rule() + ": " + decision.reason());
        }
        TargetTable known = tables.get(relation.oid());
        if (known != null && known.relation().equals(relation)) {
            return known;
        }
        TargetTable loaded = catalog.load(relation);
        tables.put(relation.oid(), loaded);
        return loaded;
    }

    /** The table of a declared relation. */
    TargetTable get(Relation relation) {
        TargetTable table = tables.get(relation.oid());
        if (table == null) {
            throw new IllegalStateException(relation.item() + " was not declared");
        }
        return table;
    }
}
