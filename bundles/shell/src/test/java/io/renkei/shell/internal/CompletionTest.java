package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LinkState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tabulator key offers. */
class CompletionTest {
    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @BeforeEach
    void links() {
        shell.links
                .link("db-13-prod", new LinkState.Running(Instant.now()))
                .link("db-13-test", new LinkState.Running(Instant.now()))
                .link("db-31-prod", new LinkState.Running(Instant.now()));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void linksOfThisNode() {
        assertEquals(List.of("db-13-prod", "db-13-test", "db-31-prod"), shell.complete("renkei:pause db-"));
        assertEquals(List.of("db-13-prod", "db-13-test"), shell.complete("renkei:wait db-13"));
        assertEquals(List.of("db-31-prod"), shell.complete("renkei:journal-show db-3"));
    }

    @Test
    void setsOfThemWhereACommandTakesSeveral() {
        assertTrue(shell.complete("renkei:status @").containsAll(List.of("@failed", "@late")));
        assertEquals(List.of(), shell.complete("renkei:pause @"));
    }

    @Test
    void optionsOfTheCommand() {
        assertEquals(
                List.of("--for", "--help", "--json", "--reason", "--until-resumed", "--yes"),
                shell.complete("renkei:pause --"));
    }

    @Test
    void codes() {
        assertEquals(List.of("RNK-3006"), shell.complete("renkei:explain RNK-3006"));
    }
}
