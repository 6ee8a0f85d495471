package io.renkei.steps.internal;

import io.renkei.api.BatchEnd;
import io.renkei.api.BatchHead;
import io.renkei.api.Journal;
import io.renkei.api.JournalReader;
import io.renkei.api.LinkException;
import io.renkei.api.NumberedBatch;
import io.renkei.api.Position;
import io.renkei.api.SenderSession;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.Faults;
import io.renkei.steps.Leg;
import io.renkei.steps.internal.StepComponent.StepEndpoint;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * {@code renkei-journal:read}: reads on from where the target stands; an exchange is complete when the target has
 * confirmed its batch. Several are in flight, so that the line's round trip costs no throughput.
 */
public final class ReadConsumer extends LegConsumer {
    /** Batches in flight: at 1 MiB a batch and 50 ms round trip this is 160 MiB/s, more than any line here has. */
    private static final int WINDOW = 8;

    /** How often a full window is looked at for a session that has ended. */
    private static final Duration WINDOW_LOOK = Duration.ofSeconds(1);

    private static final long CONFIRM_MAX_S = 20;

    private record Sent(long seq, BatchHead head, BatchEnd end, long wireBytes) {}

    private final AtomicReference<@Nullable LinkException> fault = new AtomicReference<>();
    private volatile @Nullable JournalReader reading;

    public ReadConsumer(StepEndpoint endpoint, Processor processor) {
        super(endpoint, processor, Leg.SEND);
    }

    @Override
    public void run(LegLoop loop) {
        CentreHalf half = half();
        Journal journal = half.journal();
        SenderSession session = half.session();
        fault.set(null);
        // a session that outlived a swapped route stands further than its hello said
        Position from = half.sendFrom();
        try (JournalReader reader = journal.read(from)) {
            reading = reader;
            if (from.compareTo(journal.end()) <= 0) {
                // a person may have moved the target over all that there is to send: then no batch confirms it
                journal.acknowledge(from);
            }
            session.ended().whenComplete((nothing, cause) -> broken(cause));
            loop.established();
            Semaphore window = new Semaphore(WINDOW);
            while (!loop.stopping()) {
                throwFault();
                NumberedBatch batch = reader.next(loop.patience());
                if (batch != null && half.isConfirmed(batch)) {
                    batch.close();
                } else if (batch != null) {
                    takeTurn(window);
                    carry(loop, half, batch, window);
                } else if (window.availablePermits() == WINDOW) {
                    loop.caughtUp();
                }
            }
            // nothing may be in flight when another route goes on from here
            if (!window.tryAcquire(WINDOW, CONFIRM_MAX_S, TimeUnit.SECONDS)) {
                half.dropSession();
            }
            throwFault();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            half.dropSession();
        } finally {
            reading = null;
        }
    }

    /** Waits for a place in the window, but not longer than the session lives. */
    private void takeTurn(Semaphore window) throws InterruptedException {
        while (!window.tryAcquire(WINDOW_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            throwFault();
        }
    }

    private void carry(LegLoop loop, CentreHalf half, NumberedBatch batch, Semaphore window) {
        // read now: the batch is closed when its exchange is done
        Sent sent = new Sent(batch.seq(), batch.head(), batch.end(), batch.storedBytes());
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(batch);
        getAsyncProcessor().process(exchange, doneSync -> {
            // this is the line's thread: what is thrown here nobody else hears of, and the window would stay taken
            broken(Faults.thrownBy(() -> settle(loop, half, exchange, sent)));
            window.release();
            releaseExchange(exchange, false);
        });
    }

    private void settle(LegLoop loop, CentreHalf half, Exchange exchange, Sent sent) {
        LinkException failed = Exchanges.fault(exchange, link());
        if (failed != null) {
            throw failed;
        }
        half.confirmed(sent.seq(), sent.head(), sent.end(), sent.wireBytes());
        loop.carried();
    }

    private void broken(@Nullable Throwable cause) {
        if (cause != null) {
            fault.compareAndSet(null, Faults.of(cause, link()));
            wakeUp();
        }
    }

    private void throwFault() {
        LinkException failed = fault.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void recover() {
        half().dropSession();
    }

    @Override
    public void wakeUp() {
        JournalReader reader = reading;
        if (reader != null) {
            reader.wakeUp();
        }
    }
}
