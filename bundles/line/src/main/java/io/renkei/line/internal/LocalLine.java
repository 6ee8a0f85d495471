package io.renkei.line.internal;

import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Both ends in one node (role all): the same protocol over a ring of memory instead of SSH. */
final class LocalLine implements OpenLine {
    private static final String NAME = "this node";

    private final LineThreads threads = new LineThreads();
    private final Gate gate = new Gate(new RateSchedule("", ZoneOffset.UTC), Clock.systemUTC());
    private final Map<LinkId, SenderEnd> senders = new ConcurrentHashMap<>();
    private final Offers offers = new Offers();
    private final Map<LinkId, ReceiverEnd> receivers = new ConcurrentHashMap<>();
    private final Instant since = Instant.now();
    private final ControlHub asking;
    private final ControlHub answering;

    LocalLine() {
        Wire[] control = Pipe.pair();
        try {
            asking = ControlHub.open(NAME, control[0], Ends.noAnswers(), threads, System::nanoTime);
            answering = ControlHub.open(
                    NAME,
                    control[1],
                    (link, name, request) -> Ends.answer(receivers, link, name, request),
                    threads,
                    System::nanoTime);
        } catch (IOException e) {
            throw new UncheckedIOException("the ring of memory is new and open", e);
        }
        LineThreads.channel("renkei line asking", () -> asking.run(() -> {}));
        LineThreads.channel("renkei line answering", () -> answering.run(() -> {}));
    }

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        SenderEnd end = new SenderEnd(link, bulk, offers, () -> asking, () -> senders.remove(link));
        return Ends.add(senders, link, end);
    }

    @Override
    public LineReceiver receiver(LinkId link) {
        ReceiverEnd end = new ReceiverEnd(link, this::openData, () -> receivers.remove(link));
        return Ends.add(receivers, link, end);
    }

    private Wire openData(LinkId link) throws IOException {
        Wire[] data = Pipe.pair();
        LineThreads.channel(
                link + " send", () -> Ends.serve(NAME, data[1], offers, other -> other.equals(link), gate, threads));
        return data[0];
    }

    @Override
    public List<LineStatus> connections() {
        return List.of(new LineStatus(
                NAME,
                true,
                since,
                "in memory",
                asking.roundTripMs(),
                asking.sentBytes() + gate.sentBytes(),
                asking.receivedBytes(),
                List.copyOf(new TreeSet<>(senders.keySet()))));
    }

    @Override
    public void close() {
        List.copyOf(receivers.values()).forEach(ReceiverEnd::close);
        List.copyOf(senders.values()).forEach(SenderEnd::close);
        asking.close("the node stops");
        answering.close("the node stops");
        threads.close();
    }
}
