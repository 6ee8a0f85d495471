package io.renkei.runtime.toy;

import io.renkei.api.ApplyTarget;
import io.renkei.api.BatchType;
import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FencedException;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.Hello;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A folder; the ledger beside it says up to where, and whose it is. Files appear by rename, the ledger moves last. */
final class ToyTarget implements ApplyTarget {
    private final ToyKind kind;
    private final LinkId link;
    private final Path folder;
    private final Path ledger;

    ToyTarget(ToyKind kind, LinkId link, Path folder) {
        this.kind = kind;
        this.link = link;
        this.folder = folder;
        this.ledger = folder.resolve(".ledger");
    }

    @Override
    public Checkpoint claim(Hello hello) {
        kind.happens(link, ToyKind.Moment.CLAIM);
        String[] held = read();
        Epoch epoch = new Epoch(Long.parseLong(held[0]));
        boolean same = hello.epoch().equals(epoch) && held[1].equals(hello.incarnation());
        if (hello.epoch().compareTo(epoch) <= 0 && !same) {
            throw new FencedException(link, hello.epoch(), epoch);
        }
        write(hello.epoch().toString(), hello.incarnation(), held[2], held[3]);
        return checkpoint();
    }

    private Checkpoint checkpoint() {
        String[] held = read();
        return new Checkpoint(
                link,
                new Epoch(Long.parseLong(held[0])),
                Position.of(Long.parseLong(held[2])),
                Long.parseLong(held[3]));
    }

    @Override
    public void apply(NumberedBatch batch) {
        kind.happens(link, ToyKind.Moment.APPLY);
        Checkpoint at = checkpoint();
        if (batch.head().type() != BatchType.BARRIER && batch.end().to().compareTo(at.position()) <= 0) {
            return;
        }
        if (!batch.head().from().equals(at.position())) {
            throw new TransientLinkException(link, ErrorCode.POSITION_MISMATCH, "at " + at.position());
        }
        try {
            receive(batch);
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.APPLY_FAILED, "the folder refuses", e);
        }
        String[] held = read();
        write(held[0], held[1], batch.end().to().toString(), Long.toString(batch.seq()));
    }

    private void receive(NumberedBatch batch) throws IOException {
        @Nullable String name = null;
        Path draft = folder.resolve(".draft");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
                if (frame.type() == FrameType.ITEM) {
                    name = ItemDeclaration.decode(frame.data()).item().substring("toy/".length());
                } else {
                    while (frame.data().hasRemaining()) {
                        out.write(frame.data());
                    }
                }
            }
            out.force(true);
        }
        if (name != null) {
            Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public LinkProbe probe() {
        kind.happens(link, ToyKind.Moment.PROBE);
        return new LinkProbe("running", "", checkpoint().position(), Instant.EPOCH, 0);
    }

    @Override
    public byte[] control(String name, byte[] request) {
        return request;
    }

    @Override
    public void close() {
        kind.happens(link, ToyKind.Moment.CLOSE_TARGET);
    }

    private String[] read() {
        try {
            return Files.exists(ledger) ? Files.readString(ledger).split(" ", 4) : new String[] {"0", "-", "0", "0"};
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger can't be read", e);
        }
    }

    private void write(String... fields) {
        Path draft = folder.resolve(".ledger.new");
        try {
            Files.writeString(draft, String.join(" ", fields));
            Files.move(draft, ledger, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger can't be written", e);
        }
    }
}
