package io.renkei.line.internal;

import io.renkei.api.LinkId;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The only thread that opens a link's channel must outlive whatever is thrown at it. */
class ReceiverEndTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    private final AtomicInteger opens = new AtomicInteger();
    private ReceiverEnd end;

    @AfterEach
    void close() {
        end.close();
    }

    /** Seen with 47 sites at once when their centre restarted: five links were dead until their sites restarted. */
    @Test
    void aConnectionThatThrowsWhatItNeverDeclaredIsOpenedAgain() throws Exception {
        end = new ReceiverEnd(
                LINK,
                link -> {
                    switch (opens.incrementAndGet()) {
                        case 1 -> throw new IllegalStateException("the session is being closed");
                        case 2 -> throw new NoClassDefFoundError("a bundle is being updated");
                        case 3 -> throw new OutOfMemoryError("for a moment");
                        default -> throw new IOException("no connection");
                    }
                },
                () -> {});
        end.serve(new RecordingHandler(LINK));
        Await.that("the channel is opened again and again", () -> opens.get() >= 5);
    }
}
