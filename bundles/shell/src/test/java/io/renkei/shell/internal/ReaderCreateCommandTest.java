package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Finding;
import io.renkei.api.LinkState;
import io.renkei.api.ReaderAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderCreateCommandTest {
    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @BeforeEach
    void links() {
        shell.links.link("db-13-prod", new LinkState.Running(Instant.now()));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void showsTheStatementsForADatabaseAdministrator() throws Exception {
        shell.links.findings.add(new Finding(false, "account app", "reads only", "CREATE ROLE \"app\" LOGIN;"));
        Shell.Outcome shown = shell.admin("renkei:reader-create db-13-prod --name app");
        assertEquals(ExitStatus.WARNING, shown.status(), shown.text());
        assertEquals("-- MISSING: account app: reads only\nCREATE ROLE \"app\" LOGIN;\n", shown.text());
        assertEquals(List.of(), shell.links.actors);
    }

    @Test
    void aRandomPasswordIsShownOnce() throws Exception {
        shell.links.findings.add(new Finding(true, "account app", "made: reads only", ""));
        String command = "renkei:reader-create db-13-prod --name app --apply --new-password --yes";
        Shell.Outcome first = shell.admin(command + " --statement-max 2m");
        assertEquals(ExitStatus.OK, first.status(), first.text());
        ReaderAccount account = shell.links.readers.get(0);
        assertEquals("app", account.name());
        assertEquals(Duration.ofMinutes(2), account.statementMax());
        assertTrue(first.text().endsWith("shown only now: " + account.password() + "\n"), first.text());
        assertTrue(account.password().matches("[a-z2-9]{24}"));
        Shell.Outcome second = shell.admin(command);
        assertFalse(second.text().contains(account.password()));
        assertEquals("ada", shell.links.actors.get(0).who());
    }

    /** It was not set then. */
    @Test
    void ofAnAccountThatCouldNotBeMadeNoPasswordIsShown() throws Exception {
        shell.links.findings.add(new Finding(false, "account app", "could not be made", "CREATE ROLE \"app\" LOGIN;"));
        Shell.Outcome outcome =
                shell.admin("renkei:reader-create db-13-prod --name app --apply --new-password --yes --json");
        assertEquals(ExitStatus.WARNING, outcome.status());
        assertFalse(outcome.text().contains(shell.links.readers.get(0).password()), outcome.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db-13-prod",
                "db-13-prod --name app --print --apply",
                "db-13-prod --name app --new-password",
                "db-13-prod --name app --statement-max 0s",
                "db-13-prod --name app --statement-max 2d"
            })
    void wrongUseIsTold(String words) throws Exception {
        assertEquals(
                ExitStatus.USAGE, shell.admin("renkei:reader-create " + words).status());
        assertEquals(List.of(), shell.links.actors);
    }

    @Test
    void itTakesAnAdministratorAndAYes() throws Exception {
        String command = "renkei:reader-create db-13-prod --name app --apply";
        assertEquals(
                ExitStatus.REFUSED,
                shell.as("mona", command + " --yes", "manager", "viewer").status());
        assertEquals(ExitStatus.REFUSED, shell.admin(command).status());
        assertEquals("refused", shell.audit.last().result());
        assertEquals(List.of(), shell.links.readers);
    }
}
