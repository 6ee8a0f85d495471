package io.renkei.runtime.toy;

import io.renkei.api.ApplyTarget;
import io.renkei.api.CaptureSource;
import io.renkei.api.Finding;
import io.renkei.api.Frame;
import io.renkei.api.FrameSource;
import io.renkei.api.FrameType;
import io.renkei.api.Half;
import io.renkei.api.KindTraits;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.Position;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.Settings;
import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import io.renkei.api.WhenFull;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kind that proves the contracts for file and print: bulk, its payload by reference (read when it is sent), its target
 * a folder without transactions, whose checkpoint is a small ledger file beside it.
 */
public final class ToyKind implements LinkKind {
    /** Things that happen to a toy link. */
    public enum Moment {
        CAPTURE,
        CLAIM,
        APPLY,
        PROBE,
        CLOSE_SOURCE,
        CLOSE_TARGET,
        VERIFY
    }

    private record Occasion(LinkId link, Moment moment) {}

    private final Map<Occasion, Runnable> mishaps = new ConcurrentHashMap<>();

    /** From now on this happens before each such moment of the link; it may throw or hang. */
    public void before(LinkId link, Moment moment, Runnable mishap) {
        mishaps.put(new Occasion(link, moment), mishap);
    }

    /** Nothing happens any more. */
    public void heal() {
        mishaps.clear();
    }

    void happens(LinkId link, Moment moment) {
        mishaps.getOrDefault(new Occasion(link, moment), () -> {}).run();
    }

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public KindTraits traits() {
        return new KindTraits(true, true, true, WhenFull.REFUSE);
    }

    @Override
    public List<SettingKey> keys() {
        return List.of(
                new SettingKey(
                        "toy.source", SettingType.TEXT, Half.CENTRE, List.of(), null, "folder with numbered files"),
                new SettingKey(
                        "toy.target", SettingType.TEXT, Half.SITE, List.of(), null, "folder that becomes equal"));
    }

    @Override
    public List<String> faults(Half half, Settings settings) {
        return List.of();
    }

    @Override
    public CaptureSource source(LinkContext context) {
        return new ToySource(this, context.id(), Path.of(context.settings().text("toy.source")));
    }

    @Override
    public ApplyTarget target(LinkContext context) {
        return new ToyTarget(this, context.id(), Path.of(context.settings().text("toy.target")));
    }

    @Override
    public FrameSource payload(LinkContext context, Frame reference) {
        byte[] name = new byte[reference.data().remaining()];
        reference.data().get(name);
        Path file = Path.of(context.settings().text("toy.source")).resolve(new String(name, StandardCharsets.UTF_8));
        return new FileFrames(file);
    }

    @Override
    public List<Finding> prepare(LinkContext context, boolean apply) {
        return List.of();
    }

    @Override
    public VerifyReport verify(LinkContext context) {
        happens(context.id(), Moment.VERIFY);
        Position position =
                context.barriers().cut(false, java.time.Duration.ofSeconds(20)).position();
        return new VerifyReport(context.id(), position, List.of(new TableVerdict("folder", 1, 0, List.of())));
    }

    private static final class FileFrames implements FrameSource {
        private static final int CHUNK = 256 * 1024;

        private final InputStream in;

        FileFrames(Path file) {
            try {
                in = Files.newInputStream(file);
            } catch (IOException e) {
                throw new UncheckedIOException("the payload is gone", e);
            }
        }

        @Override
        public @Nullable Frame next() {
            try {
                byte[] bytes = in.readNBytes(CHUNK);
                return bytes.length == 0 ? null : Frame.raw(FrameType.DATA, ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException("the payload can't be read", e);
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the payload can't be closed", e);
            }
        }
    }
}
