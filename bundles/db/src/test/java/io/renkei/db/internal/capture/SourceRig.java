package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Barriers;
import io.renkei.api.Batch;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.Epoch;
import io.renkei.api.FarSide;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkReporter;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Position;
import io.renkei.api.Secrets;
import io.renkei.api.SettingKey;
import io.renkei.api.Settings;
import io.renkei.db.DatabaseKind;
import io.renkei.db.internal.apply.TargetDatabase;
import io.renkei.db.internal.apply.TestBatch;
import io.renkei.db.internal.apply.TestServer;
import io.renkei.db.internal.wire.TargetStateReply;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source database and the capturing half of a link over it. */
final class SourceRig implements LinkContext, Policy, Secrets, FarSide, AutoCloseable {
    static final String SLOT = "renkei_db_13_prod";

    private static final Duration WAIT = Duration.ofSeconds(20);

    final String url;
    final List<AllowedItem> allowed = new ArrayList<>();
    final Set<String> denied = new HashSet<>();
    final Map<String, String> settings = new HashMap<>();
    /** A session may move its slot at once: what is tested with it ends before the standing time. */
    final SourceServices services = new SourceServices(Duration.ZERO);

    final Connection connection;
    Epoch epoch = new Epoch(1);
    Position position = Position.START;
    TargetStateReply target = new TargetStateReply(Position.START, List.of(), List.of());
    private @Nullable CaptureSource source;
    private @Nullable TargetDatabase far;
    private long seq;

    /** A new database of the common server, all tables of whose schema public are on the list. */
    static SourceRig of(String... ddl) throws SQLException {
        return new SourceRig(TestServer.database(), ddl);
    }

    /** The database at an address. */
    SourceRig(String url, String... ddl) throws SQLException {
        this.url = url;
        TestServer.execute(url, ddl);
        connection = DriverManager.getConnection(url, "postgres", "");
        for (SettingKey key : new DatabaseKind().keys()) {
            settings.put(key.name(), String.valueOf(key.defaultValue()));
        }
        settings.put("db.source.url", url);
        settings.put("db.source.user", "postgres");
        settings.put("db.load", "never");
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT relname FROM pg_class WHERE relnamespace ="
                        + " 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1")) {
            while (tables.next()) {
                allowed.add(new AllowedItem("public." + tables.getString(1), List.of("*")));
            }
        }
    }

    /** The far side is this target from now on. */
    SourceRig to(TargetDatabase database) {
        far = database;
        return this;
    }

    List<Finding> prepare() {
        return SourcePreparation.prepare(this, true);
    }

    /** Makes publication and slot and reads from there on. */
    SourceRig started() throws SQLException {
        for (Finding finding : prepare()) {
            assertEquals("", finding.ok() ? "" : finding.subject() + ": " + finding.message());
        }
        open();
        return this;
    }

    /** Connects at the rig's position. */
    void open() {
        CaptureSource opened = services.source(this);
        source = opened;
        opened.open(position);
    }

    /** Lets go of the source as a node does that ends. */
    void shut() throws SQLException {
        source().close();
        source = null;
        String busy =
                "SELECT count(*) FROM pg_replication_slots WHERE active_pid IS NOT NULL AND slot_name = '" + SLOT + "'";
        long end = System.nanoTime() + WAIT.toNanos();
        while (!query(busy).equals("0")) {
            assertTrue(System.nanoTime() < end, "the server does not notice");
        }
    }

    /** What changed rows since the last call, without declarations and frames of transactions. */
    List<String> changes() {
        return messages().stream().filter(m -> "BCR".indexOf(m.charAt(0)) < 0).toList();
    }

    /** The next batch that is not empty, without asking for a barrier. */
    TestBatch next() {
        while (true) {
            Batch next = source().next(WAIT);
            if (next == null) {
                throw new AssertionError("nothing came within " + WAIT);
            }
            TestBatch batch = TestBatch.copyOf(next, ++seq);
            position = batch.end().to();
            if (batch.end().items() > 0) {
                return batch;
            }
        }
    }

    CaptureSource source() {
        if (source == null) {
            throw new IllegalStateException("not open");
        }
        return source;
    }

    void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Everything committed before the call, batch for batch; the position goes with it. */
    List<TestBatch> read() {
        source().cut(new BarrierRequest("end", false));
        List<TestBatch> batches = new ArrayList<>();
        long end = System.nanoTime() + WAIT.toNanos();
        while (System.nanoTime() < end) {
            Batch next = source().next(Duration.ofMillis(200));
            if (next != null) {
                assertEquals(position, next.head().from());
                TestBatch batch = TestBatch.copyOf(next, ++seq);
                position = batch.end().to();
                batches.add(batch);
                if (batch.head().type() == BatchType.BARRIER) {
                    return batches;
                }
            }
        }
        throw new AssertionError("the barrier did not come within " + WAIT);
    }

    /** The messages of everything committed before the call. */
    List<String> messages() {
        List<String> all = new ArrayList<>();
        for (TestBatch batch : read()) {
            if (batch.head().type() == BatchType.DATA) {
                all.addAll(Messages.of(batch));
            }
        }
        return all;
    }

    /** Reads a base copy, which the source gives first. */
    TestBatch base() {
        Batch base = source().next(WAIT);
        assertEquals(BatchType.BASE, base == null ? null : base.head().type());
        TestBatch batch = TestBatch.copyOf(base, ++seq);
        position = batch.end().to();
        return batch;
    }

    String query(String sql) throws SQLException {
        return TestServer.query(url, sql);
    }

    @Override
    public LinkId id() {
        return TestBatch.LINK;
    }

    @Override
    public Half half() {
        return Half.CENTRE;
    }

    @Override
    public Settings settings() {
        return new Settings(settings);
    }

    @Override
    public LinkReporter reporter() {
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
        return epoch;
    }

    @Override
    public FarSide farSide() {
        return this;
    }

    @Override
    public Barriers barriers() {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] call(String name, byte[] request, Duration maxWait) {
        return far == null ? target.encode() : far.control(name, request);
    }

    @Override
    public PolicyDecision check(LinkId link, String item, List<String> parts) {
        boolean listed = allowed.stream().anyMatch(each -> each.item().equals(item));
        boolean part = parts.stream().anyMatch(each -> denied.contains(item + "." + each));
        if (denied.contains(item) || part || !listed) {
            return new PolicyDecision(false, "P03", "denied by the test");
        }
        return new PolicyDecision(true, "P01", "allowed");
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
    public void close() throws SQLException {
        if (source != null) {
            source.close();
        }
        services.close();
        TestServer.execute(
                url,
                "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE active_pid IS NOT NULL"
                        + " AND slot_name = '" + SLOT + "'",
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + SLOT
                        + "'");
        connection.close();
    }
}
