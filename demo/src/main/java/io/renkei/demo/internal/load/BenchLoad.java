package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The three loads of the database bench, as fast as the database takes them. The same seed makes the same changes. One
 * thread, on sessions of the application with auto-commit off.
 */
public final class BenchLoad {
    private static final int CLAIMS_OF_BILL = 50;

    /** A claim of a registration is some 27 rows: a transaction of some 10,000. */
    private static final int BILLS_OF_TRANSACTION = 7;

    private final Changes changes;

    public BenchLoad(Catalogue catalogue, long seed) {
        this.changes = new Changes(catalogue, seed);
    }

    /**
     * Registers claims in bulk, transaction by transaction, until enough rows are written.
     *
     * @return rows of linked tables
     */
    public long bulk(Connection connection, long rows) throws SQLException {
        Tally tally = new Tally();
        while (tally.linked().total() < rows) {
            Work work = new Work(connection, tally, Shape.REGISTRATION);
            for (int i = 0; i < BILLS_OF_TRANSACTION; i++) {
                Bill bill = changes.beginRegistration(CLAIMS_OF_BILL);
                changes.registerMore(work, bill.firstClaim(), bill.claims());
                changes.registered(bill);
            }
            work.commit();
        }
        return tally.linked().total();
    }

    /**
     * Small transactions, inserts, updates and deletes mixed, until enough rows are changed.
     *
     * @return changed rows of linked tables
     */
    public long mixed(Connection connection, long rows) throws SQLException {
        Tally tally = new Tally();
        while (tally.linked().total() < rows) {
            Work work = new Work(connection, tally, Shape.SMALL);
            changes.small(work);
            work.commit();
        }
        return tally.linked().total();
    }

    /**
     * Updates every row of the largest table in one transaction.
     *
     * @return changed rows
     */
    public long sweep(Connection connection) throws SQLException {
        Tally tally = new Tally();
        Work work = new Work(connection, tally, Shape.STORM);
        changes.sweep(work);
        work.commit();
        return tally.linked().total();
    }
}
