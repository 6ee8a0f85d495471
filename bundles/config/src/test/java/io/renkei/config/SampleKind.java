package io.renkei.config;

import io.renkei.api.ApplyTarget;
import io.renkei.api.CaptureSource;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.KindTraits;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkKind;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.api.TransientLinkException;
import io.renkei.api.VerifyReport;
import io.renkei.api.WhenFull;
import java.util.List;

/** A kind with a key of every type, on both sides; looks at no database, but says what it was given. */
record SampleKind(String name) implements LinkKind {
    @Override
    public KindTraits traits() {
        return new KindTraits(false, false, false, WhenFull.PAUSE);
    }

    @Override
    public List<SettingKey> keys() {
        return List.of(
                key("source.url", SettingType.TEXT, Half.CENTRE, List.of(), null),
                key("source.password", SettingType.SECRET, Half.CENTRE, List.of(), ""),
                key("target.url", SettingType.TEXT, Half.SITE, List.of(), null),
                key("target.password", SettingType.SECRET, Half.SITE, List.of(), null),
                key("load", SettingType.CHOICE, Half.CENTRE, List.of("if-empty", "never", "replace"), "if-empty"),
                key("heartbeat", SettingType.DURATION, Half.CENTRE, List.of("20ms", "10s"), "100ms"),
                key("batch.bytes", SettingType.BYTES, Half.CENTRE, List.of("4KiB", "64MiB"), "1MiB"),
                key("batch.rows", SettingType.INTEGER, Half.CENTRE, List.of("1", "1000000"), "10000"),
                key("strict", SettingType.BOOLEAN, null, List.of(), "true"),
                key("note", SettingType.TEXT, null, List.of(), ""));
    }

    private SettingKey key(String suffix, SettingType type, Half half, List<String> allowed, String value) {
        return new SettingKey(name + "." + suffix, type, half, allowed, value, "help of " + suffix);
    }

    @Override
    public List<String> faults(Half half, Settings settings) {
        String key = name + (half == Half.CENTRE ? ".source.url" : ".target.url");
        return settings.text(key).startsWith("jdbc:") ? List.of() : List.of(key + " must begin with jdbc:");
    }

    @Override
    public CaptureSource source(LinkContext context) {
        throw new UnsupportedOperationException("a sample is never opened");
    }

    @Override
    public ApplyTarget target(LinkContext context) {
        throw new UnsupportedOperationException("a sample is never opened");
    }

    /** Tells what it was given; a note of {@code down} makes the far end unreachable. */
    @Override
    public List<Finding> prepare(LinkContext context, boolean apply) {
        if (context.settings().text(name + ".note").equals("down")) {
            throw new TransientLinkException(context.id(), ErrorCode.SOURCE_UNREACHABLE, "connection refused", null);
        }
        List<String> tables = context.policy().allowed(context.id()).stream()
                .map(item -> item.item())
                .toList();
        String reference =
                context.settings().text(name + (context.half() == Half.CENTRE ? ".source" : ".target") + ".password");
        String password = reference.isEmpty() ? "" : context.secrets().resolve(reference);
        return List.of(
                new Finding(!password.isEmpty(), "login", "with a password of " + password.length() + " letters", ""),
                new Finding(false, "marker", "missing", "CREATE TABLE marker;\nINSERT INTO marker;"),
                new Finding(true, "tables", String.join(" ", tables), ""));
    }

    @Override
    public VerifyReport verify(LinkContext context) {
        throw new UnsupportedOperationException("a sample is never opened");
    }
}
