package io.renkei.demo.internal.server;

import java.sql.SQLException;

/** Tells a server that is not there from one that refuses. */
public final class Gone {
    private Gone() {}

    /** Connection failures (class 08) and a server that stops, starts or has lost a process (class 57). */
    public static boolean is(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57"));
    }
}
