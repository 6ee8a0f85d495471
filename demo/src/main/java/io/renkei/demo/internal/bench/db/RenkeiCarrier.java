package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.bench.NodeProcess;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A link of the fleet: capture, journal, SSH line and apply in two real nodes. */
final class RenkeiCarrier implements Carrier {
    private final Fleet fleet;
    private final Pair pair;

    RenkeiCarrier(Fleet fleet, Pair pair) {
        this.fleet = fleet;
        this.pair = pair;
    }

    @Override
    public String name() {
        return "renkei";
    }

    @Override
    public String slot() {
        return "renkei_" + pair.link().replace('-', '_');
    }

    @Override
    public Connection target() throws SQLException {
        return fleet.target().connect(pair.copy());
    }

    @Override
    public void hold() throws IOException, InterruptedException {
        fleet.centre().run("renkei:pause " + pair.link() + " --until-resumed --yes --reason bench");
    }

    @Override
    public void release() throws IOException, InterruptedException {
        fleet.centre().run("renkei:resume " + pair.link() + " --yes --reason bench");
    }

    @Override
    public long wireBytes() {
        return fleet.proxy().bytes();
    }

    @Override
    public double ownCpuSeconds() throws IOException {
        return new NodeProcess(fleet.centre().pid()).cpuSeconds()
                + new NodeProcess(fleet.site(pair.federation()).pid()).cpuSeconds();
    }
}
