package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.data.DatabaseHost;
import io.renkei.demo.internal.fault.LineProxy;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/** PostgreSQL's own logical replication: a subscription of the target server over TLS, to the publication of a link. */
final class NativeCarrier implements Carrier, AutoCloseable {
    private static final Duration COPY_MAX = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Fleet fleet;
    private final String name;
    private final LineProxy line;

    private NativeCarrier(Fleet fleet, String name, LineProxy line) {
        this.fleet = fleet;
        this.name = name;
        this.line = line;
    }

    /**
     * Makes a target and subscribes it; returns when the rows that were there are copied.
     *
     * @param name of target, subscription and slot
     * @param source the source database
     * @param publication what to subscribe to
     * @param options more of CREATE SUBSCRIPTION, each after a comma
     */
    static NativeCarrier subscribe(Fleet fleet, String name, String source, String publication, String options)
            throws SQLException, IOException, InterruptedException {
        LineProxy line = LineProxy.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), fleet.source().server().port()));
        NativeCarrier carrier = new NativeCarrier(fleet, name, line);
        fleet.target().createCopy(name);
        carrier.administer(String.format(
                Locale.ROOT,
                "CREATE SUBSCRIPTION %s CONNECTION 'host=127.0.0.1 port=%d sslmode=require dbname=%s user=%s password=%s'"
                        + " PUBLICATION %s WITH (slot_name = '%s'%s)",
                name,
                line.port(),
                source,
                DatabaseHost.RENKEI,
                fleet.source().renkeiPassword(),
                publication,
                name,
                options));
        carrier.awaitCopy();
        return carrier;
    }

    private void awaitCopy() throws SQLException, IOException, InterruptedException {
        long end = System.nanoTime() + COPY_MAX.toNanos();
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            boolean ready = false;
            while (!ready) {
                if (System.nanoTime() > end) {
                    throw new IOException(name + " has not copied its tables in " + COPY_MAX);
                }
                Waiting.pause(LOOK);
                try (ResultSet row =
                        statement.executeQuery("SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel")) {
                    ready = row.next() && row.getBoolean(1);
                }
            }
        }
    }

    private Connection admin() throws SQLException {
        return fleet.target().server().connect(name);
    }

    private void administer(String sql) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String slot() {
        return name;
    }

    @Override
    public Connection target() throws SQLException {
        return fleet.target().connect(name);
    }

    @Override
    public void hold() throws SQLException {
        administer("ALTER SUBSCRIPTION " + name + " DISABLE");
    }

    @Override
    public void release() throws SQLException {
        administer("ALTER SUBSCRIPTION " + name + " ENABLE");
    }

    @Override
    public long wireBytes() {
        return line.bytes();
    }

    @Override
    public double ownCpuSeconds() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
