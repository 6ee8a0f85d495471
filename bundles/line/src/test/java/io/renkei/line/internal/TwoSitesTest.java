package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LineSender;
import io.renkei.api.LinkId;
import io.renkei.api.SenderSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one site at once, as after a copy of a home: one serves, the other is told so. */
class TwoSitesTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final int BATCHES = 20;

    @TempDir
    private Path home;

    private TestLines lines;
    private CentreLine centre;

    @BeforeEach
    void prepare() {
        lines = new TestLines(home);
        centre = lines.centre(Map.of());
    }

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void whileTheFirstLivesTheSecondIsTurnedAwayAndTakesOverWhenItIsGone() throws Exception {
        SiteLine first = lines.site(centre, "13");
        RecordingHandler atFirst = new RecordingHandler(LINK);
        first.receiver(LINK).serve(atFirst);
        LineSender sender = centre.sender(LINK, false);
        SenderSession session = sender.connect(TestLines.hello(LINK, 1), TestLines.WAIT);
        SiteLine second = copy();
        Await.that("the second knows why", () -> detail(second).contains("another node of site 13"));
        Await.that("the centre shows it", () -> detail(centre).contains("another node"));
        for (int seq = 1; seq <= BATCHES; seq++) {
            session.send(TestBatch.of(LINK, seq, 1000)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        assertEquals(BATCHES, atFirst.batches());
        assertTrue(up(first));
        first.close();
        Await.that("the second takes over", () -> up(second));
    }

    @Test
    void aFirstThatSaysNothingLosesItsPlaceAndDoesNotGetItBack() throws Exception {
        try (TestProxy network = new TestProxy(centre.port())) {
            SiteLine first = lines.site(centre, "13", network.port());
            Await.that("the first is connected", () -> up(first));
            network.stall();
            SiteLine second = copy();
            Await.that("the second takes over", () -> up(second));
            network.heal();
            Await.that("the first knows why", () -> detail(first).contains("another node of site 13"));
            assertTrue(up(second));
        }
    }

    private SiteLine copy() {
        return lines.dialling(home.resolve("site13/data/line"), "13", centre.port());
    }

    private static boolean up(OpenLine line) {
        return line.connections().get(0).up();
    }

    private static String detail(OpenLine line) {
        return line.connections().isEmpty() ? "" : line.connections().get(0).detail();
    }
}
