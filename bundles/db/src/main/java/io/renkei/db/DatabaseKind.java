package io.renkei.db;

import io.renkei.api.ApplyTarget;
import io.renkei.api.CaptureSource;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.KindTraits;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkKind;
import io.renkei.api.Mover;
import io.renkei.api.Position;
import io.renkei.api.ReaderAccount;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.api.VerifyReport;
import io.renkei.api.WhenFull;
import io.renkei.db.internal.apply.TargetDatabase;
import io.renkei.db.internal.apply.TargetPreparation;
import io.renkei.db.internal.apply.TargetReader;
import io.renkei.db.internal.capture.SourcePreparation;
import io.renkei.db.internal.capture.SourceServices;
import io.renkei.db.internal.capture.SourceVerify;
import io.renkei.db.internal.capture.TargetMover;
import io.renkei.db.internal.wire.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Links from a PostgreSQL (15 or later) to a PostgreSQL by logical replication. */
public final class DatabaseKind implements LinkKind, AutoCloseable {
    private static final String URL_PREFIX = "jdbc:postgresql:";

    private final SourceServices sources = new SourceServices();

    @Override
    public String name() {
        return "db";
    }

    @Override
    public KindTraits traits() {
        return new KindTraits(false, false, false, WhenFull.PAUSE);
    }

    @Override
    public List<SettingKey> keys() {
        List<SettingKey> keys = new ArrayList<>();
        keys.addAll(login("source", Half.CENTRE));
        keys.addAll(login("target", Half.SITE));
        keys.add(new SettingKey(
                "db.load",
                SettingType.CHOICE,
                Half.CENTRE,
                List.of("if-empty", "never", "replace"),
                "if-empty",
                "what a new link does first: copies all tables if the target's are empty (if-empty), takes the target's"
                        + " rows for right (never), or empties the target's tables and copies (replace)"));
        keys.add(
                key(
                        "db.heartbeat",
                        SettingType.DURATION,
                        List.of("20ms", "10s"),
                        "100ms",
                        "how often a source server whose log moves gets a small message; bounds the delay of a missed wake-up"));
        keys.add(key(
                "db.batch.bytes",
                SettingType.BYTES,
                List.of("4KiB", "64MiB"),
                "1MiB",
                "transactions that wait together are carried in one batch up to this size"));
        keys.add(key(
                "db.batch.rows",
                SettingType.INTEGER,
                List.of("1", "1000000"),
                "10000",
                "and up to so many row changes; one transaction is never cut"));
        return keys;
    }

    private static List<SettingKey> login(String side, Half half) {
        return List.of(
                text(
                        "db." + side + ".url",
                        half,
                        null,
                        "address of the " + side + ", jdbc:postgresql://host:port/database"),
                text("db." + side + ".user", half, null, "account of the link at the " + side),
                new SettingKey(
                        "db." + side + ".password",
                        SettingType.SECRET,
                        half,
                        List.of(),
                        "",
                        "secret with its password; empty: the " + side + " asks for none"),
                new SettingKey(
                        "db." + side + ".tls",
                        SettingType.CHOICE,
                        half,
                        Tls.MODES,
                        "prefer",
                        "TLS to the " + side
                                + ": none (disable), if the server can (prefer), always (require), only with a"
                                + " certificate of the authority (verify-ca) that is also for this host (verify-full)"),
                text(
                        "db." + side + ".tls.ca",
                        half,
                        "",
                        "absolute path of a file with the authority's certificate (PEM), for verify-ca and verify-full"));
    }

    private static SettingKey text(String name, Half half, @Nullable String defaultValue, String help) {
        return new SettingKey(name, SettingType.TEXT, half, List.of(), defaultValue, help);
    }

    private static SettingKey key(String name, SettingType type, List<String> range, String value, String help) {
        return new SettingKey(name, type, Half.CENTRE, range, value, help);
    }

    @Override
    public List<String> faults(Half half, Settings settings) {
        String key = half == Half.CENTRE ? "db.source.url" : "db.target.url";
        String url = settings.text(key);
        List<String> faults = new ArrayList<>();
        if (!url.startsWith(URL_PREFIX)) {
            faults.add(
                    key + " must begin with " + URL_PREFIX + ", for example jdbc:postgresql://db.example:5432/payment");
        } else if (org.postgresql.Driver.parseURL(url, null) == null) {
            faults.add(key + " is not an address of the form jdbc:postgresql://host:port/database");
        } else if (url.contains("password=")) {
            faults.add(key + " holds a password; name a secret in " + key.replace(".url", ".password"));
        }
        faults.addAll(Tls.faults(half == Half.CENTRE ? "source" : "target", settings));
        return faults;
    }

    @Override
    public CaptureSource source(LinkContext context) {
        return sources.source(context);
    }

    @Override
    public ApplyTarget target(LinkContext context) {
        return new TargetDatabase(context);
    }

    @Override
    public List<Finding> prepare(LinkContext context, boolean apply) {
        return context.half() == Half.CENTRE
                ? SourcePreparation.prepare(context, apply)
                : TargetPreparation.prepare(context, apply);
    }

    @Override
    public VerifyReport verify(LinkContext context) {
        return new SourceVerify(context, sources).run();
    }

    @Override
    public Optional<Mover> mover(LinkContext context) {
        return Optional.of(new TargetMover(context));
    }

    @Override
    public List<Finding> reader(LinkContext context, ReaderAccount account, boolean apply) {
        return TargetReader.prepare(context, account, apply);
    }

    @Override
    public String describe(Position position) {
        return SourceServices.describe(position);
    }

    /** Ends what the sources share. */
    @Override
    public void close() {
        sources.close();
    }
}
