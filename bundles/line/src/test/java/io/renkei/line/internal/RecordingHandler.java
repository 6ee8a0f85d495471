package io.renkei.line.internal;

import io.renkei.api.Checkpoint;
import io.renkei.api.Encoding;
import io.renkei.api.Frame;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.ReceiverHandler;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A target that counts, and that fails or waits when it is told to. */
final class RecordingHandler implements ReceiverHandler {
    private final LinkId link;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile @Nullable LinkException refusal;
    private volatile @Nullable LinkException failure;
    private volatile boolean hold;
    private volatile boolean holdBeforeReading;
    private volatile long position;
    private volatile long bytes;
    private volatile int batches;

    RecordingHandler(LinkId link) {
        this.link = link;
    }

    void refuseHello(LinkException fault) {
        refusal = fault;
    }

    void failNext(LinkException fault) {
        failure = fault;
    }

    void hold() {
        hold = true;
    }

    void holdBeforeReading() {
        holdBeforeReading = true;
    }

    void awaitHeld() throws InterruptedException {
        if (!held.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no batch came");
        }
    }

    void letGo() {
        letGo.countDown();
    }

    long applied() {
        return position;
    }

    /** What the target holds before the first batch. */
    void startAt(long held) {
        position = held;
    }

    int batches() {
        return batches;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public Checkpoint hello(Hello hello) {
        if (refusal != null) {
            throw refusal;
        }
        return new Checkpoint(link, hello.epoch(), Position.of(position), position);
    }

    @Override
    public void batch(NumberedBatch batch) {
        LinkException fault = failure;
        if (fault != null) {
            failure = null;
            throw fault;
        }
        if (holdBeforeReading) {
            waitToBeLetGo();
        }
        long read = 0;
        for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
            if (frame.encoding() != Encoding.RAW) {
                throw new AssertionError("a frame came encoded");
            }
            read += frame.data().remaining();
        }
        if (batch.head().from().order() != position) {
            throw new AssertionError("out of order");
        }
        if (hold) {
            waitToBeLetGo();
        }
        bytes += read;
        batches++;
        position = batch.end().to().order();
    }

    private void waitToBeLetGo() {
        held.countDown();
        try {
            if (!letGo.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("never let go");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public byte[] control(String name, byte[] request) {
        return request;
    }

    @Override
    public LinkProbe probe() {
        return new LinkProbe("running", "", Position.of(position), Instant.EPOCH, 0);
    }
}
