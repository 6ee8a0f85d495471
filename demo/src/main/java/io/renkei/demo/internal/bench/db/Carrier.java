package io.renkei.demo.internal.bench.db;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Somebody who carries the changes of one source database to a target of his own, with a replication slot of his own. */
interface Carrier {
    /** For the report. */
    String name();

    /** His slot at the source. */
    String slot();

    /** A new session at his target. */
    Connection target() throws SQLException;

    /** Stops carrying: what is committed from now on waits in the slot. */
    void hold() throws IOException, SQLException, InterruptedException;

    /** Goes on carrying. */
    void release() throws IOException, SQLException, InterruptedException;

    /** Bytes that he has sent over the network between centre and federation, both directions, since he exists. */
    long wireBytes();

    /** Processor seconds of his own processes, without those of the two database servers. */
    double ownCpuSeconds() throws IOException;
}
