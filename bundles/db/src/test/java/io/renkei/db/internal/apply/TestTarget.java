package io.renkei.db.internal.apply;

import io.renkei.api.Barriers;
import io.renkei.api.BatchEnd;
import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.FarSide;
import io.renkei.api.Half;
import io.renkei.api.Hello;
import io.renkei.api.ItemCount;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkReporter;
import io.renkei.api.LinkState;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import io.renkei.db.internal.wire.EnvironmentMarker;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A target database, prepared, with what a link's apply half knows about it. */
public final class TestTarget implements LinkContext, LinkReporter, Policy, Secrets, AutoCloseable {
    public final String url;
    final Set<String> denied = new HashSet<>();
    final List<AllowedItem> allowed = new ArrayList<>();

    /** What was reported: item and operation to number. */
    final Map<String, Long> counted = new TreeMap<>();

    private final List<TargetDatabase> opened = new ArrayList<>();
    private final Map<String, String> more = new HashMap<>(Map.of("db.target.tls", "prefer", "db.target.tls.ca", ""));
    private String user = "postgres";

    public TestTarget(String... ddl) throws SQLException {
        url = TestServer.database();
        TestServer.execute(url, ddl);
        TestServer.execute(url, EnvironmentMarker.statements(TestBatch.LINK).toArray(String[]::new));
        TestServer.execute(url, Checkpoints.DDL.toArray(String[]::new));
    }

    private TestTarget(URI address) {
        url = address.toString();
    }

    /** The database at an address, as it is. */
    public static TestTarget at(String address) {
        return new TestTarget(URI.create(address));
    }

    public TestTarget with(String key, String value) {
        more.put(key, value);
        return this;
    }

    /** From now on an account without the right to be a replica. */
    public TestTarget unprivileged() throws SQLException {
        user = TestServer.account(url);
        return this;
    }

    String user() {
        return user;
    }

    /** A target that owns the link with this epoch. */
    public TargetDatabase claimed(long epoch) {
        TargetDatabase target = open();
        claim(target, epoch, "owner-" + epoch);
        return target;
    }

    TargetDatabase open() {
        TargetDatabase target = new TargetDatabase(this);
        opened.add(target);
        return target;
    }

    static Checkpoint claim(TargetDatabase target, long epoch, String incarnation) {
        return target.claim(new Hello(TestBatch.LINK, new Epoch(epoch), incarnation, Position.START));
    }

    public String query(String sql) throws SQLException {
        return TestServer.query(url, sql);
    }

    @Override
    public LinkId id() {
        return TestBatch.LINK;
    }

    @Override
    public Half half() {
        return Half.SITE;
    }

    @Override
    public Settings settings() {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(Map.of("db.target.url", url, "db.target.user", user, "db.target.password", "secret:target"));
        return new Settings(all);
    }

    @Override
    public LinkReporter reporter() {
        return this;
    }

    @Override
    public void counted(List<ItemCount> counts) {
        counts.forEach(count -> counted.merge(count.item() + " " + count.operation(), count.count(), Long::sum));
    }

    @Override
    public void state(LinkState state) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void captured(BatchEnd end) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void applied(BatchEnd end, long wireBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void probed(LinkProbe probe) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Policy policy() {
        return this;
    }

    @Override
    public Secrets secrets() {
        return this;
    }

    @Override
    public String incarnation() {
        return "test";
    }

    @Override
    public Epoch epoch() {
        return Epoch.NONE;
    }

    @Override
    public FarSide farSide() {
        throw new IllegalStateException();
    }

    @Override
    public Barriers barriers() {
        throw new IllegalStateException();
    }

    @Override
    public PolicyDecision check(LinkId link, String item, List<String> parts) {
        return denied.contains(item)
                ? new PolicyDecision(false, "P03", "denied by the test")
                : new PolicyDecision(true, "P01", "allowed");
    }

    @Override
    public List<AllowedItem> allowed(LinkId link) {
        return allowed;
    }

    @Override
    public String resolve(String reference) {
        return "secret";
    }

    @Override
    public boolean exists(String reference) {
        return true;
    }

    @Override
    public void close() {
        opened.forEach(TargetDatabase::close);
    }
}
