package io.renkei.line.internal;

import io.renkei.api.Backoff;
import io.renkei.api.Checkpoint;
import io.renkei.api.ErrorCode;
import io.renkei.api.Hello;
import io.renkei.api.LineReceiver;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.ReceiverHandler;
import io.renkei.api.TransientLinkException;
import io.renkei.journal.FrameCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiving end of one link: keeps a data channel open to the centre and serves one session on each. */
final class ReceiverEnd implements LineReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverEnd.class);

    /** A line that is up again must not wait long for its links: the channel costs a round trip. */
    private static final long REOPEN_MAX_MS = 1_000;

    /** Opens a data channel to the sender. */
    interface Opener {
        /**
         * @throws IOException if there is no connection now
         */
        Wire open(LinkId link) throws IOException;
    }

    private final LinkId link;
    private final Opener opener;
    private final Runnable closed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile @Nullable Wire wire;
    private volatile @Nullable ReceiverHandler handler;

    ReceiverEnd(LinkId link, Opener opener, Runnable closed) {
        this.link = link;
        this.opener = opener;
        this.closed = closed;
    }

    @Override
    public synchronized void serve(ReceiverHandler served) {
        if (handler != null) {
            throw new IllegalStateException(link + " is served already");
        }
        handler = served;
        LineThreads.channel(link + " receive", () -> run(served));
    }

    private void run(ReceiverHandler served) {
        Backoff backoff = new Backoff();
        try (FrameCodec codec = new FrameCodec()) {
            while (stop.getCount() > 0) {
                try (Wire open = opener.open(link)) {
                    wire = open;
                    open.send(MessageType.OPEN, out -> {
                        Versions.NEWEST.writeTo(out);
                        Codec.writeText(out, link.toString());
                    });
                    session(open, served, codec, backoff);
                } catch (IOException e) {
                    LOG.debug("{} channel ended", link, e);
                } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
                    // nobody else would ever open this link's channel again
                    LOG.error("{} {}: the channel failed and is opened again", link, ErrorCode.INTERNAL.number(), e);
                } finally {
                    Wire ended = wire;
                    wire = null;
                    receivedBytes.addAndGet(ended == null ? 0 : ended.receivedBytes());
                }
                pause(Math.min(REOPEN_MAX_MS, backoff.next().toMillis()));
            }
        }
    }

    private void pause(long ms) {
        try {
            if (stop.await(ms, TimeUnit.MILLISECONDS)) {
                LOG.debug("{} receiver ends", link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }

    private void session(Wire open, ReceiverHandler served, FrameCodec codec, Backoff backoff) throws IOException {
        Hello greeted = null;
        long seq = 0;
        try {
            while (stop.getCount() > 0) {
                Wire.Message message = open.read();
                if (message.type() == MessageType.HELLO && greeted == null) {
                    Hello hello = Codec.read(message.payload(), in -> Codec.readHello(in, link));
                    Checkpoint checkpoint = served.hello(hello);
                    open.send(MessageType.WELCOME, out -> Codec.writeCheckpoint(out, checkpoint));
                    greeted = hello;
                    backoff.reset();
                } else if (message.type() == MessageType.BATCH && greeted != null) {
                    seq = batch(open, inTurn(message, greeted, seq), served, codec);
                } else if (message.type() == MessageType.REFUSED) {
                    LOG.debug("{} the centre refuses the channel", link);
                    return;
                } else {
                    throw new ProtocolException(
                            message.type() + (greeted != null ? " in a session" : " before the hello"));
                }
            }
        } catch (LinkException e) {
            if (e.code() == ErrorCode.PROTOCOL) {
                LOG.warn("{} {}: {}", link, ErrorCode.PROTOCOL.number(), e.detail());
            }
            refuse(open, e);
        } catch (RuntimeException e) {
            LOG.error("{} {}: the target failed", link, ErrorCode.INTERNAL.number(), e);
            refuse(
                    open,
                    new TransientLinkException(
                            link, ErrorCode.INTERNAL, e.getClass().getSimpleName(), e));
        } catch (ProtocolException e) {
            LOG.warn("{} {}: {}", link, ErrorCode.PROTOCOL.number(), e.getMessage());
            refuse(open, new TransientLinkException(link, ErrorCode.PROTOCOL, String.valueOf(e.getMessage()), e));
        }
    }

    /**
     * @param before number of the batch before in this session; 0: none
     * @throws ProtocolException if the batch can't be the next one of this sender
     */
    private Codec.BatchHeader inTurn(Wire.Message message, Hello greeted, long before) throws ProtocolException {
        Codec.BatchHeader header = Codec.read(message.payload(), in -> Codec.readBatch(in, link));
        if (header.seq() < 1 || (before > 0 && header.seq() != before + 1)) {
            throw new ProtocolException("batch " + header.seq() + " after batch " + before);
        }
        if (header.epoch().compareTo(greeted.epoch()) > 0) {
            throw new ProtocolException(
                    "a batch of epoch " + header.epoch() + " in a session of epoch " + greeted.epoch());
        }
        return header;
    }

    /** Applies and confirms it; gives its number. */
    private long batch(Wire open, Codec.BatchHeader header, ReceiverHandler served, FrameCodec codec)
            throws IOException {
        IncomingBatch batch = new IncomingBatch(open, header, codec);
        served.batch(batch);
        batch.skipRest();
        open.send(MessageType.ACK, out -> out.writeLong(header.seq()));
        return header.seq();
    }

    private void refuse(Wire open, LinkException fault) throws IOException {
        open.send(MessageType.REFUSED, out -> Codec.writeFault(out, fault));
    }

    /** Bytes that came on all data channels of the link so far. */
    long receivedBytes() {
        Wire open = wire;
        return receivedBytes.get() + (open == null ? 0 : open.receivedBytes());
    }

    /** Answers a control call for this link. */
    byte[] answer(String name, byte[] request) {
        ReceiverHandler served = handler;
        if (served == null) {
            throw new TransientLinkException(link, ErrorCode.LINK_NOT_RUNNING, "the site's half is not started");
        }
        if (!name.equals(SenderEnd.PROBE)) {
            return served.control(name, request);
        }
        // a target that hangs must not take one more of the node's threads with each heartbeat
        if (!probing.compareAndSet(false, true)) {
            throw new TransientLinkException(
                    link, ErrorCode.LINK_NOT_RUNNING, "the target still owes the answer to the heartbeat before");
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Codec.writeProbe(new DataOutputStream(bytes), served.probe());
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new TransientLinkException(link, ErrorCode.INTERNAL, "the heartbeat can't be answered", e);
        } finally {
            probing.set(false);
        }
    }

    @Override
    public void reset(LinkException cause) {
        Wire open = wire;
        if (open != null) {
            try (open) {
                refuse(open, cause);
            } catch (IOException e) {
                LOG.debug("{} reset", link, e);
            }
        }
    }

    @Override
    public void close() {
        stop.countDown();
        Wire open = wire;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("{} closing failed", link, e);
        }
        closed.run();
    }
}
