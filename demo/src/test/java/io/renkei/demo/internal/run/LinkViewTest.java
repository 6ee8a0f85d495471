package io.renkei.demo.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkViewTest {
    @Test
    void readsWhatAStatusSays() throws IOException {
        List<LinkView> views = LinkView.parse("""
                {"schema":"renkei.status/1","time":"2026-11-26T10:00:00Z","links":[
                 {"link":"db-13-prod","half":"centre","state":"running","lagMs":12,"items":7,"rawBytes":900,
                  "wireBytes":300,"far":{"state":"x","links":[1]},"routeVersion":"r 0.1.0"},
                 {"link":"db-13-test","half":"centre","state":"retrying","code":"RNK-1001","detail":"no answer",
                  "lagMs":null,"items":0,"rawBytes":0,"wireBytes":0}]}""");
        assertEquals(
                List.of(
                        new LinkView("db-13-prod", "centre", "running", 12, 7, 900, 300, ""),
                        new LinkView("db-13-test", "centre", "retrying", -1, 0, 0, 0, "RNK-1001 no answer")),
                views);
    }

    @Test
    void refusesWhatIsNoDocument() {
        assertThrows(IOException.class, () -> LinkView.parse("renkei: no node runs in /tmp/x"));
    }
}
