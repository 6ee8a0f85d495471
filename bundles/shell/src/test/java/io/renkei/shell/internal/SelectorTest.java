package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Position;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final List<LinkStatus> ALL = List.of(
            status("db-13-prod", new LinkState.Running(Instant.EPOCH)),
            status("db-13-test", new LinkState.Paused(Instant.EPOCH, "sato", null)),
            status("db-31-prod", new LinkState.Failed(Instant.EPOCH, ErrorCode.SLOT_LOST, "gone")));

    @Test
    void patternsAndListsMatchIds() {
        assertEquals(List.of("db-13-prod", "db-13-test"), ids("*-13-*"));
        assertEquals(List.of("db-13-prod", "db-31-prod"), ids("db-31-prod,db-13-prod"));
    }

    @Test
    void setsMatchStates() {
        assertEquals(List.of("db-31-prod"), ids("@failed"));
        assertEquals(List.of("db-13-test"), ids("@paused"));
    }

    @Test
    void whatIsNeitherPatternNorSetIsNamed() {
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> new Selector("@nosuch"));
        assertEquals(true, fault.getMessage().contains("'@nosuch'"));
    }

    private static List<String> ids(String selector) {
        return new Selector(selector)
                .of(ALL).stream().map(s -> s.link().toString()).toList();
    }

    private static LinkStatus status(String link, LinkState state) {
        return new LinkStatus(
                LinkId.parse(link),
                Half.CENTRE,
                state,
                Position.START,
                Position.START,
                LinkCounters.ZERO,
                null,
                null,
                null,
                "",
                "");
    }
}
