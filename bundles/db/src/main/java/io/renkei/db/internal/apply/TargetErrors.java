package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.ServerException;
import java.sql.SQLException;
import java.util.Set;

/** The one place that decides what a fault of the target database means. Messages never hold values of rows. */
final class TargetErrors {
    /** Lock not got, cancelled by time-out or administrator, idle or busy too long in a transaction, a standby for now. */
    private static final Set<String> PASSING = Set.of("55P03", "57014", "25P03", "25P04", "25006");

    /** A table, column or schema that is not there. */
    private static final Set<String> SCHEMA = Set.of("42P01", "42703", "3F000");

    private static final String RIGHT_MISSING = "42501";

    private TargetErrors() {}

    /**
     * @param item table concerned, as far as we know, or empty
     */
    static LinkException of(LinkId link, SQLException fault, String item) {
        return of(link, fault, item, "");
    }

    /**
     * @param item table concerned, as far as we know, or empty
     * @param where what else is known of the change, behind all else
     */
    static LinkException of(LinkId link, SQLException fault, String item, String where) {
        String state = fault.getSQLState() == null ? "" : fault.getSQLState();
        String detail = detail(fault, item) + where;
        if (state.isEmpty() || startsWithAny(state, "08", "57P", "28", "3D")) {
            return new TransientLinkException(link, ErrorCode.TARGET_UNREACHABLE, detail, fault);
        }
        // out of resources (disk, memory, connections), deadlock, disk errors
        if (PASSING.contains(state) || startsWithAny(state, "53", "40", "58")) {
            return new TransientLinkException(link, ErrorCode.APPLY_FAILED, detail, fault);
        }
        if (SCHEMA.contains(state)) {
            return new PermanentLinkException(link, ErrorCode.SCHEMA_DIFFERS, detail, fault);
        }
        if (state.equals(RIGHT_MISSING)) {
            return new PermanentLinkException(link, ErrorCode.TARGET_NOT_PREPARED, detail, fault);
        }
        return new PermanentLinkException(link, ErrorCode.APPLY_FAILED, detail, fault);
    }

    /** Whether the data was refused, so that another way to write the same rows may pass or tell more. */
    static boolean isData(SQLException fault) {
        return startsWithAny(fault.getSQLState() == null ? "" : fault.getSQLState(), "21", "22", "23");
    }

    private static String detail(SQLException fault, String item) {
        StringBuilder detail = new StringBuilder(Databases.told(fault));
        String table = item;
        if (fault instanceof ServerException server) {
            table = server.table().isEmpty() ? item : server.table();
            if (!server.column().isEmpty()) {
                detail.append(", column ").append(server.column());
            }
            if (!server.constraint().isEmpty()) {
                detail.append(", constraint ").append(server.constraint());
            }
        }
        return table.isEmpty() ? detail.toString() : table + ": " + detail;
    }

    private static boolean startsWithAny(String state, String... classes) {
        for (String each : classes) {
            if (state.startsWith(each)) {
                return true;
            }
        }
        return false;
    }
}
