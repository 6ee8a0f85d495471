package io.renkei.steps.internal;

import io.renkei.api.LinkId;
import io.renkei.steps.Faults;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what may hang or fail: neither keeps its half from ending. */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Closes it in a thread of its own and waits for that, but not longer; what fails or hangs is logged. */
    public static void within(Duration maxWait, LinkId link, String what, Runnable close) {
        CountDownLatch done = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    Throwable thrown = Faults.thrownBy(close);
                    if (thrown != null) {
                        LOG.warn("{} {} was not closed cleanly", link, what, thrown);
                    }
                    done.countDown();
                },
                link + " close " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            if (!done.await(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("{} {} does not close within {} ms and is left to itself", link, what, maxWait.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
