package io.renkei.line.internal;

import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TransientLinkException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control channel of one connection: questions and answers of all its links, and the ping that notices a silent peer.
 * Beside the data channels, so that a large batch never holds up a heartbeat.
 */
final class ControlHub {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHub.class);

    /** Largest question or answer. */
    static final int CALL_MAX_BYTES = 512 * 1024;

    /** Whatever is said here shows that the peer lives: only one that has said nothing for so long is asked. */
    private static final Duration PING_AFTER = Duration.ofSeconds(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** A peer that is frozen or cut off is noticed within 5 s: it answers a ping after at most 1.5 s without a message. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(4);

    /** A peer that sends bytes and never a whole message is none. On a slow line a ping waits for what is before it. */
    private static final Duration STALL_MAX = Duration.ofSeconds(30);

    private static final Duration ANSWER_LOOK = Duration.ofMillis(10);

    private static final int CALLS_MAX = 256;

    /** Answers what the other end asks. */
    interface Answerer {
        /**
         * @throws LinkException is told to the caller
         */
        byte[] answer(LinkId link, String name, byte[] request);
    }

    private final String peer;
    private final Wire wire;
    private final Answerer answerer;
    private final LineThreads threads;
    private final Map<Long, CompletableFuture<byte[]>> calls = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final LongSupplier heardAtNs;
    private volatile long messageAtNs = System.nanoTime();
    private volatile long pingedAtNs;
    private volatile boolean pinged;
    /** Of the last ping, by whichever thread looks. */
    private volatile long askedAtNs = System.nanoTime() - PING_AFTER.toNanos();

    private volatile long roundTripNs;
    private volatile String downReason = "";
    private volatile boolean greeted;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ScheduledFuture<?> looking;

    private ControlHub(String peer, Wire wire, Answerer answerer, LineThreads threads, LongSupplier heardAtNs) {
        this.peer = peer;
        this.wire = wire;
        this.answerer = answerer;
        this.threads = threads;
        this.heardAtNs = heardAtNs;
    }

    /**
     * Begins a control channel with what this node speaks.
     *
     * @param heardAtNs when the last byte of the peer came, on whichever channel
     */
    static ControlHub open(String peer, Wire wire, Answerer answerer, LineThreads threads, LongSupplier heardAtNs)
            throws IOException {
        wire.send(MessageType.OPEN, Versions.NEWEST::writeTo);
        return new ControlHub(peer, wire, answerer, threads, heardAtNs);
    }

    /**
     * Reads until the connection ends; the caller's thread is the channel's. Returns why it ended.
     *
     * @param taken told when the peer has taken the connection
     */
    String run(Runnable taken) {
        looking = threads.every(LOOK_EVERY, this::look);
        try {
            Wire.Message first = Ends.first(wire, threads, MessageType.OPEN);
            Versions peerSpeaks = Codec.read(first.payload(), Versions::read);
            greeted = true;
            taken.run();
            LOG.debug("{} speaks {}", peer, peerSpeaks);
            while (true) {
                handle(wire.read());
            }
        } catch (IOException e) {
            if (downReason.isEmpty()) {
                downReason = e instanceof ProtocolException ? "protocol: " + e.getMessage() : "the connection ended";
            }
            return downReason;
        } finally {
            close();
        }
    }

    private void handle(Wire.Message message) throws IOException {
        messageAtNs = System.nanoTime();
        switch (message.type()) {
            case PING -> sendBeside(MessageType.PONG);
            case PONG -> {
                roundTripNs = System.nanoTime() - pingedAtNs;
                pinged = false;
            }
            case CALL -> {
                Call call = Codec.read(message.payload(), Call::read);
                answerInTurn(call);
            }
            case REPLY -> {
                Reply reply = Codec.read(message.payload(), Reply::read);
                CompletableFuture<byte[]> waiting = calls.remove(reply.number);
                // an answer nobody waits for came too late; its caller was told so
                if (waiting != null) {
                    reply.tell(waiting);
                }
            }
            default -> throw new ProtocolException(message.type() + " on the control channel");
        }
    }

    private void answerInTurn(Call call) {
        try {
            threads.execute(() -> {
                Reply reply = reply(call);
                sendQuietly(MessageType.REPLY, reply::writeTo);
            });
        } catch (RejectedExecutionException e) {
            LinkException busy = new TransientLinkException(
                    call.link, ErrorCode.CONTROL_FAILED, "the node is busy with other questions");
            sendQuietly(MessageType.REPLY, Reply.fault(call, busy)::writeTo);
        }
    }

    private Reply reply(Call call) {
        try {
            byte[] answer = answerer.answer(call.link, call.name, call.request);
            if (answer.length > CALL_MAX_BYTES) {
                return Reply.fault(
                        call,
                        new PermanentLinkException(
                                call.link, ErrorCode.CONTROL_FAILED, "the answer is longer than " + CALL_MAX_BYTES));
            }
            return Reply.answer(call, answer);
        } catch (LinkException e) {
            return Reply.fault(call, e);
        } catch (RuntimeException e) {
            LOG.error("{} {}: the question {} failed", call.link, peer, call.name, e);
            return Reply.fault(
                    call,
                    new TransientLinkException(
                            call.link, ErrorCode.INTERNAL, e.getClass().getSimpleName()));
        }
    }

    private void sendQuietly(MessageType type, Wire.Payload payload) {
        try {
            wire.send(type, payload);
        } catch (IOException e) {
            LOG.debug("{}: {} could not be sent", peer, type, e);
        }
    }

    private void look() {
        long now = System.nanoTime();
        long silentNs = now - heardAtNs.getAsLong();
        long stalledNs = now - messageAtNs;
        if (silentNs > SILENCE_MAX.toNanos()) {
            downReason = "silent for " + TimeUnit.NANOSECONDS.toMillis(silentNs) + " ms";
            close();
        } else if (stalledNs > STALL_MAX.toNanos()) {
            downReason = "no message for " + TimeUnit.NANOSECONDS.toMillis(stalledNs) + " ms, only pieces";
            close();
        } else if (stalledNs >= PING_AFTER.toNanos() && now - askedAtNs >= PING_AFTER.toNanos()) {
            ping(now);
        }
    }

    /** Whether the peer has taken the connection: it has said what it speaks. */
    boolean greeted() {
        return greeted;
    }

    /**
     * Whether the peer lives: it is asked, and says something within a time.
     *
     * @throws IOException if the wait is interrupted
     */
    boolean answers(Duration maxWait) throws IOException {
        long askedNs = System.nanoTime();
        ping(askedNs);
        try {
            while (heardAtNs.getAsLong() - askedNs < 0 && System.nanoTime() - askedNs < maxWait.toNanos()) {
                if (closed.await(ANSWER_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            throw SshWires.interrupted(e);
        }
        return heardAtNs.getAsLong() - askedNs >= 0;
    }

    private void ping(long now) {
        askedAtNs = now;
        if (!pinged) {
            pingedAtNs = now;
            pinged = true;
        }
        sendBeside(MessageType.PING);
    }

    /** On another thread: a write to a peer that reads nothing may block, and this one must go on. */
    private void sendBeside(MessageType type) {
        try {
            threads.execute(() -> sendQuietly(type, out -> {}));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: no thread is free for a {}", peer, type, e);
        }
    }

    /**
     * Asks the other end and waits for its answer.
     *
     * @throws TransientLinkException LINE_DOWN if no answer came in time
     */
    byte[] call(LinkId link, String name, byte[] request, Duration maxWait) {
        CompletableFuture<byte[]> answer = ask(link, name, request, maxWait);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(false);
            throw new TransientLinkException(link, ErrorCode.LINE_DOWN, "interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LinkException fault ? fault : ended(link, e);
        }
    }

    /**
     * Asks the other end.
     *
     * @return the answer, or failed with a {@link LinkException} after {@code maxWait} at the latest
     * @throws TransientLinkException LINE_DOWN if it can't be asked
     */
    CompletableFuture<byte[]> ask(LinkId link, String name, byte[] request, Duration maxWait) {
        if (request.length > CALL_MAX_BYTES) {
            throw new IllegalArgumentException("a question is at most " + CALL_MAX_BYTES + " bytes");
        }
        if (calls.size() >= CALLS_MAX) {
            throw new TransientLinkException(link, ErrorCode.LINE_DOWN, CALLS_MAX + " questions wait for an answer");
        }
        long number = numbers.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        calls.put(number, answer);
        try {
            Call call = new Call(number, link, name, request);
            wire.send(MessageType.CALL, call::writeTo);
            ScheduledFuture<?> late = threads.after(
                    maxWait,
                    () -> answer.completeExceptionally(new TransientLinkException(
                            link,
                            ErrorCode.LINE_DOWN,
                            peer + " did not answer " + name + " in " + maxWait.toMillis() + " ms")));
            return answer.whenComplete((bytes, fault) -> {
                late.cancel(false);
                calls.remove(number);
            });
        } catch (IOException | RejectedExecutionException e) {
            calls.remove(number);
            throw ended(link, e);
        }
    }

    private TransientLinkException ended(LinkId link, Exception cause) {
        return new TransientLinkException(link, ErrorCode.LINE_DOWN, "the connection to " + peer + " ended", cause);
    }

    long roundTripMs() {
        return TimeUnit.NANOSECONDS.toMillis(roundTripNs);
    }

    long sentBytes() {
        return wire.sentBytes();
    }

    long receivedBytes() {
        return wire.receivedBytes();
    }

    /** Ends the connection because this node wants it. */
    void close(String reason) {
        downReason = reason;
        close();
    }

    /** Ends the connection and everything that waits on it. */
    private void close() {
        closed.countDown();
        if (looking != null) {
            looking.cancel(false);
        }
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("{}: closing failed", peer, e);
        }
        calls.values().forEach(call -> call.completeExceptionally(new IOException("closed")));
    }

    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never compared
    private record Call(long number, LinkId link, String name, byte[] request) {
        static Call read(DataInputStream in) throws IOException {
            return new Call(in.readLong(), LinkId.parse(Codec.readText(in)), Codec.readText(in), Codec.readBytes(in));
        }

        void writeTo(DataOutputStream out) throws IOException {
            out.writeLong(number);
            Codec.writeText(out, link.toString());
            Codec.writeText(out, name);
            Codec.writeBytes(out, request);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never compared
    private record Reply(
            long number,
            LinkId link,
            byte[] answer,
            @Nullable LinkException fault) {
        static Reply answer(Call call, byte[] answer) {
            return new Reply(call.number, call.link, answer, null);
        }

        static Reply fault(Call call, LinkException fault) {
            return new Reply(call.number, call.link, new byte[0], fault);
        }

        static Reply read(DataInputStream in) throws IOException {
            long number = in.readLong();
            LinkId link = LinkId.parse(Codec.readText(in));
            boolean good = in.readBoolean();
            return good
                    ? new Reply(number, link, Codec.readBytes(in), null)
                    : new Reply(number, link, new byte[0], Codec.readFault(in, link, Epoch.NONE));
        }

        void writeTo(DataOutputStream out) throws IOException {
            out.writeLong(number);
            Codec.writeText(out, link.toString());
            out.writeBoolean(fault == null);
            if (fault == null) {
                Codec.writeBytes(out, answer);
            } else {
                Codec.writeFault(out, fault);
            }
        }

        void tell(CompletableFuture<byte[]> waiting) {
            if (fault == null) {
                waiting.complete(answer);
            } else {
                waiting.completeExceptionally(fault);
            }
        }
    }
}
