package io.renkei.runtime.toy;

import io.renkei.api.BarrierRequest;
import io.renkei.api.Batch;
import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.BatchType;
import io.renkei.api.CaptureSource;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.ItemDeclaration;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Numbered files {@code 1, 2, 3 ...} of a folder, in order of their numbers. */
final class ToySource implements CaptureSource {
    private final ToyKind kind;
    private final LinkId link;
    private final Path folder;
    private final BlockingQueue<BarrierRequest> cuts = new LinkedBlockingQueue<>(64);
    private @Nullable BarrierRequest due;
    private long read;

    ToySource(ToyKind kind, LinkId link, Path folder) {
        this.kind = kind;
        this.link = link;
        this.folder = folder;
    }

    @Override
    public void open(Position after) {
        read = after.order();
    }

    @Override
    public @Nullable Batch next(Duration maxWait) {
        kind.happens(link, ToyKind.Moment.CAPTURE);
        Path file = folder.resolve(Long.toString(read + 1));
        if (Files.exists(file)) {
            read++;
            return batch(file);
        }
        BarrierRequest cut = due;
        if (cut != null) {
            due = null;
            return barrier(cut.id());
        }
        try {
            // given out at the next call, after another look for files: they came before the cut
            due = cuts.poll(Math.min(20, maxWait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private Batch batch(Path file) {
        Queue<Frame> frames = new ArrayDeque<>();
        String name = file.getFileName().toString();
        frames.add(Frame.raw(FrameType.ITEM, new ItemDeclaration("toy/" + name, List.of(), new byte[0]).encode()));
        frames.add(Frame.raw(FrameType.REFERENCE, ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8))));
        BatchHead head = new BatchHead(link, BatchType.DATA, Position.of(read - 1), "");
        return new ReadyBatch(head, frames, new BatchEnd(Position.of(read), Instant.now(), 1, size(file)));
    }

    private Batch barrier(String id) {
        Position here = Position.of(read);
        return new ReadyBatch(
                new BatchHead(link, BatchType.BARRIER, here, id),
                new ArrayDeque<>(),
                new BatchEnd(here, Instant.now(), 0, 0));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file is gone", e);
        }
    }

    @Override
    public void release(Position durable) {
        // a folder keeps its files
    }

    @Override
    public void cut(BarrierRequest request) {
        cuts.add(request);
    }

    @Override
    public void wakeUp() {
        // it never waits for long
    }

    @Override
    public void close() {
        kind.happens(link, ToyKind.Moment.CLOSE_SOURCE);
    }

    private record ReadyBatch(BatchHead head, Deque<Frame> frames, BatchEnd end) implements Batch {
        ReadyBatch(BatchHead head, Queue<Frame> frames, BatchEnd end) {
            this(head, new ArrayDeque<>(frames), end);
        }

        @Override
        public @Nullable Frame next() {
            return frames.poll();
        }

        @Override
        public void close() {
            frames.clear();
        }
    }
}
