package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.load.BenchLoad;
import java.sql.Connection;
import java.sql.SQLException;

/** The three workloads that are drained. */
enum Workload {
    /** Bulk insert, some 10,000 rows in a transaction. */
    W1(1_000_000) {
        @Override
        long write(BenchLoad load, Connection connection, long rows) throws SQLException {
            return load.bulk(connection, rows);
        }
    },
    /** Small transactions: inserts, updates, deletes. */
    W2(300_000) {
        @Override
        long write(BenchLoad load, Connection connection, long rows) throws SQLException {
            return load.mixed(connection, rows);
        }
    },
    /** One transaction that updates every row of the largest table, whatever W1 has put there. */
    W3(0) {
        @Override
        long write(BenchLoad load, Connection connection, long rows) throws SQLException {
            return load.sweep(connection);
        }
    };

    private final long rows;

    Workload(long rows) {
        this.rows = rows;
    }

    /** Rows at full scale; 0: as many as there are. */
    long rows() {
        return rows;
    }

    /** Commits the changes; returns how many rows of linked tables. */
    abstract long write(BenchLoad load, Connection connection, long rows) throws SQLException;
}
