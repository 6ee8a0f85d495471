package io.renkei.runtime.internal.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.JournalSettings;
import io.renkei.api.LinkException;
import io.renkei.api.LinkStatus;
import io.renkei.runtime.toy.ToyNode;
import io.renkei.steps.StepComponents;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that cross each other: what was asked for last, and for good, counts. */
class LinkHandleTest {
    @TempDir
    private Path home;

    private final CamelContext camel = new DefaultCamelContext();
    private ToyNode node;
    private LinkHandle handle;

    @BeforeEach
    void start() throws Exception {
        node = new ToyNode(home);
        camel.start();
        StepComponents.addTo(camel, "toy");
        handle = new LinkHandle(
                node.plan(ToyNode.LINK, Half.CENTRE, LinkStatus.LATE_DEFAULT),
                node.services(),
                node.catalog(),
                node.pauses(),
                () -> camel);
        handle.start();
    }

    @AfterEach
    void stop() {
        handle.stop();
        camel.stop();
        node.close();
    }

    @Test
    void aLinkThatHasEndedIsNotStartedByALateResumeNorPaused() {
        handle.stop();
        LinkException late = assertThrows(LinkException.class, handle::resume);
        assertEquals(ErrorCode.LINK_NOT_RUNNING, late.code());
        assertThrows(LinkException.class, () -> handle.pause(null, ToyNode.ACTOR));
        assertEquals("stopped", handle.state().name());
        // nobody holds it any more
        node.journals().open(ToyNode.LINK, JournalSettings.defaults()).close();
    }

    @Test
    void theEndOfAPauseDoesNotEndANewerOne() throws Exception {
        handle.pause(Instant.now().plusMillis(50), ToyNode.ACTOR);
        ToyNode.await(() -> handle.isDue(Instant.now()));
        // the clock has seen that the pause is over, and a person is faster
        handle.pause(null, ToyNode.ACTOR);
        handle.followClock();
        assertEquals("paused", handle.state().name());
        assertTrue(node.pauses().find(ToyNode.LINK, Half.CENTRE).isPresent());
    }
}
