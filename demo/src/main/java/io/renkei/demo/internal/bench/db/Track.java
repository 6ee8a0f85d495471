package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.NodeProcess;
import io.renkei.demo.internal.data.DatabaseHost;
import io.renkei.demo.internal.server.EmbeddedServer;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** One source database and those who carry its changes; all are held, and one at a time drains what waits for him. */
final class Track implements AutoCloseable {
    private static final Duration DRAIN_MAX = Duration.ofMinutes(20);
    private static final Duration SLOT_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final double NANOS = 1e9;

    private final DatabaseHost source;
    private final EmbeddedServer targets;
    private final String database;
    private final Marker marker;
    private int last;

    Track(DatabaseHost source, EmbeddedServer targets, String database) throws SQLException {
        this.source = source;
        this.targets = targets;
        this.database = database;
        this.marker = Marker.writing(source.connect(database));
    }

    /** A session of the application, with auto-commit off. */
    Connection application() throws SQLException {
        Connection connection = source.connect(database);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Ends a stretch of changes: who shows the marker's new value has all before. */
    int mark() throws SQLException {
        last++;
        marker.put(last);
        return last;
    }

    /** Whether the last marker is visible. */
    boolean reached(Marker view) throws SQLException {
        return view.read() == last;
    }

    /** Lets one go on until he shows the last marker, measures it, and holds him again. */
    Drain drain(Carrier carrier) throws IOException, SQLException, InterruptedException {
        try (Marker view = Marker.reading(carrier.target())) {
            NodeProcess from = new NodeProcess(source.server().pid());
            NodeProcess to = new NodeProcess(targets.pid());
            final double sourceCpu = from.familyCpuSeconds();
            final double targetCpu = to.familyCpuSeconds();
            final double ownCpu = carrier.ownCpuSeconds();
            final long wire = carrier.wireBytes();
            carrier.release();
            awaitSlot(carrier.slot());
            long begin = System.nanoTime();
            await(carrier, view);
            double seconds = (System.nanoTime() - begin) / NANOS;
            Drain drain = new Drain(
                    seconds,
                    from.familyCpuSeconds() - sourceCpu,
                    to.familyCpuSeconds() - targetCpu,
                    carrier.ownCpuSeconds() - ownCpu,
                    carrier.wireBytes() - wire);
            carrier.hold();
            return drain;
        }
    }

    /** Lets one go on until he shows the last marker; he goes on. */
    void catchUp(Carrier carrier) throws IOException, SQLException, InterruptedException {
        try (Marker view = Marker.reading(carrier.target())) {
            carrier.release();
            await(carrier, view);
        }
    }

    private void await(Carrier carrier, Marker view) throws SQLException, IOException, InterruptedException {
        long end = System.nanoTime() + DRAIN_MAX.toNanos();
        while (!reached(view)) {
            if (System.nanoTime() > end) {
                throw new IOException(carrier.name() + " has not brought marker " + last + " in " + DRAIN_MAX);
            }
            Waiting.pause(LOOK);
        }
    }

    /** How long a carrier needs to be told is not what is measured. */
    private void awaitSlot(String slot) throws SQLException, IOException, InterruptedException {
        long end = System.nanoTime() + SLOT_MAX.toNanos();
        try (Connection connection = source.server().connect(database);
                PreparedStatement look =
                        connection.prepareStatement("SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
            look.setString(1, slot);
            boolean active = false;
            while (!active) {
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "slot " + slot + " is not read " + SLOT_MAX + " after its carrier was released");
                }
                Waiting.pause(LOOK);
                try (ResultSet row = look.executeQuery()) {
                    active = row.next() && row.getBoolean(1);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        marker.close();
    }
}
