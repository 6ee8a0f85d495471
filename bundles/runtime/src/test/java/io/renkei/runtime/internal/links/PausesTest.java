package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Epoch;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausesTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    @TempDir
    private Path folder;

    @Test
    void aPauseOutlivesTheNode() {
        Pauses.Pause pause = new Pauses.Pause(Instant.parse("2026-11-26T01:02:03Z"), "佐藤", null, new Epoch(57));
        new Pauses(folder).put(LINK, Half.CENTRE, pause);
        assertEquals(Optional.of(pause), new Pauses(folder).find(LINK, Half.CENTRE));
        assertTrue(new Pauses(folder).find(LINK, Half.SITE).isEmpty());
    }

    @Test
    void aPauseThatHasRunOutIsForgotten() {
        Pauses pauses = new Pauses(folder);
        Instant past = Instant.now().minusSeconds(1);
        pauses.put(LINK, Half.CENTRE, new Pauses.Pause(past, "sato", past, Epoch.NONE));
        assertTrue(pauses.find(LINK, Half.CENTRE).isEmpty());
    }
}
