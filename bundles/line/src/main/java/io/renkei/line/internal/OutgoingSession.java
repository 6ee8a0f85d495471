package io.renkei.line.internal;

import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Frame;
import io.renkei.api.Hello;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import io.renkei.api.SenderSession;
import io.renkei.api.TransientLinkException;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One data channel from the sender's view: one hello, then batches, confirmed in order. Any fault ends it for good. */
final class OutgoingSession implements SenderSession {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSession.class);

    private static final long LAST_WORD_MAX_MS = 500;

    private record Sent(long seq, CompletableFuture<Void> confirmed) {}

    private final LinkId link;
    private final Wire wire;
    private final Gate gate;
    private final CompletableFuture<Checkpoint> welcome = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Deque<Sent> unconfirmed = new ArrayDeque<>();
    private volatile Epoch own = Epoch.NONE;

    /**
     * @param gate of the connection
     */
    OutgoingSession(LinkId link, Wire wire, Gate gate) {
        this.link = link;
        this.wire = wire;
        this.gate = gate;
    }

    /** Reads the far half's answers until the channel ends. */
    void readAnswers() {
        try {
            while (!ended.isDone()) {
                answer(wire.read());
            }
        } catch (ProtocolException e) {
            LOG.warn("{} {}: {}", link, ErrorCode.PROTOCOL.number(), e.getMessage());
            end(new TransientLinkException(link, ErrorCode.PROTOCOL, String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "the connection ended", e));
        }
    }

    private void answer(Wire.Message message) throws IOException {
        switch (message.type()) {
            case WELCOME -> welcomed(Codec.read(message.payload(), in -> Codec.readCheckpoint(in, link)));
            case ACK -> confirm(Codec.read(message.payload(), DataInputStream::readLong));
            case REFUSED -> end(Codec.read(message.payload(), in -> Codec.readFault(in, link, own)));
            default -> throw new ProtocolException(message.type() + " from a receiver");
        }
    }

    private void welcomed(Checkpoint checkpoint) throws ProtocolException {
        // a target of a later epoch fences whoever comes with this one; where it welcomes instead, nothing it says
        // counts
        if (checkpoint.epoch().compareTo(own) > 0) {
            throw new ProtocolException("a welcome of epoch " + checkpoint.epoch() + " in a session of epoch " + own);
        }
        if (!welcome.complete(checkpoint)) {
            throw new ProtocolException("a second welcome");
        }
    }

    private void confirm(long seq) throws ProtocolException {
        Sent first;
        synchronized (unconfirmed) {
            first = unconfirmed.peek();
            if (ended.isDone()) {
                // a confirmation that was on its way; the next session begins behind that batch
                return;
            }
            if (first == null || first.seq != seq) {
                throw new ProtocolException("batch " + seq + " was confirmed out of turn");
            }
            unconfirmed.remove();
        }
        first.confirmed.complete(null);
    }

    /** Says hello and waits for the checkpoint. */
    void greet(Hello hello, boolean bulk, Duration maxWait) {
        wire.through(gate, bulk);
        own = hello.epoch();
        try {
            wire.send(MessageType.HELLO, out -> Codec.writeHello(out, hello));
            welcome.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "the connection ended", e));
        } catch (TimeoutException e) {
            throw end(new TransientLinkException(
                    link,
                    ErrorCode.LINE_DOWN,
                    "the site did not answer the hello in " + maxWait.toMillis() + " ms",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "interrupted", e));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LinkException fault
                    ? fault
                    : end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "no welcome", e));
        }
    }

    @Override
    public Checkpoint resumeAt() {
        return welcome.join();
    }

    @Override
    public CompletionStage<Void> send(NumberedBatch batch) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        synchronized (unconfirmed) {
            unconfirmed.add(new Sent(batch.seq(), confirmed));
        }
        // after the batch is in the queue: a session that ended before fails it, one that ends now fails it too
        if (ended.isDone()) {
            throw end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "the session has ended"));
        }
        try {
            wire.add(MessageType.BATCH, out -> Codec.writeBatch(out, batch));
            for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
                wire.frame(frame);
            }
            wire.send(MessageType.BATCH_END, out -> {});
        } catch (IOException e) {
            awaitLastWord();
            throw end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "the connection ended", e));
        } catch (LinkException e) {
            // the receiver has half a batch: only the end of the channel can tell it that the rest does not come
            throw end(e);
        }
        return confirmed;
    }

    /** A receiver that refuses says why and closes the channel: the writer may meet the end before the reader the reason. */
    private void awaitLastWord() {
        try {
            ended.get(LAST_WORD_MAX_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{} the channel has ended", link, e);
        }
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** The first fault is the one that counts; it is given back to be thrown. */
    private LinkException end(LinkException fault) {
        ended.completeExceptionally(fault);
        LinkException first = firstFault(fault);
        welcome.completeExceptionally(first);
        Deque<Sent> lost;
        synchronized (unconfirmed) {
            lost = new ArrayDeque<>(unconfirmed);
            unconfirmed.clear();
        }
        lost.forEach(sent -> sent.confirmed.completeExceptionally(first));
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("{} closing failed", link, e);
        }
        return first;
    }

    private LinkException firstFault(LinkException fallback) {
        @Nullable LinkException first = ended.handle((nothing, cause) -> cause instanceof LinkException f ? f : null)
                .join();
        return first == null ? fallback : first;
    }

    @Override
    public void close() {
        LinkException unused =
                end(new TransientLinkException(link, ErrorCode.LINE_DOWN, "the session was closed here"));
        LOG.debug("{} session ended: {}", link, unused.detail());
    }
}
