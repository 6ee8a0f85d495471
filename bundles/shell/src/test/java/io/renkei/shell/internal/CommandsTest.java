package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService.EffectiveSetting;
import io.renkei.api.LinkState;
import io.renkei.api.PendingWidening;
import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.Position;
import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private static final Instant NOW = Instant.now();
    private final TestLine line = new TestLine();
    private final Shell shell = new Shell(line, line);

    @BeforeEach
    void links() {
        shell.links
                .link("db-13-prod", new LinkState.Running(NOW))
                .link("db-13-test", new LinkState.Paused(NOW, "sato", null))
                .link("db-31-prod", new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "slot renkei_db_31 is gone"))
                .half("db-31-test", Half.CENTRE, new LinkState.Running(NOW), Duration.ofSeconds(42));
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void statusShowsTheWorstFirstWithUnitsAndASummary() throws Exception {
        Shell.Outcome status = shell.admin("renkei:status");
        assertEquals(ExitStatus.ERROR, status.status());
        List<String> lines = status.text().lines().toList();
        assertTrue(lines.get(0).endsWith("4 links: 1 failed, 1 paused, 2 running, 1 late"), lines.get(0));
        assertTrue(lines.get(0).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d -11:00 .*"), lines.get(0));
        assertTrue(lines.get(2).startsWith("db-31-prod  centre  failed"), status.text());
        assertTrue(lines.get(2).endsWith("RNK-3006 slot renkei_db_31 is gone"), status.text());
        assertTrue(lines.get(3).contains("Paused by sato, without an end."), status.text());
        assertTrue(lines.get(4).startsWith("db-31-test"), "late before in time: " + status.text());
        assertTrue(lines.get(4).endsWith("late"), status.text());
        assertTrue(lines.get(5).contains("1,204,551  1.0 MiB"), status.text());
    }

    @ParameterizedTest
    @CsvSource({
        "db-13-prod, 0",
        "db-13-test, 10",
        "db-31-test, 10",
        "@late, 10",
        "*-31-*, 11",
        "@stale, 12",
        "db-99-prod, 12"
    })
    void theExitStatusSaysHowBadItIs(String selector, int expected) throws Exception {
        assertEquals(expected, shell.admin("renkei:status " + selector).status());
        assertEquals(
                expected, shell.admin("renkei:status " + selector + " --json").status());
    }

    @Test
    void lateSelectsWhatIsBehindForLongerThanItsConfigurationSays() throws Exception {
        String text = shell.admin("renkei:status @late").text();
        assertTrue(text.contains("db-31-test"), text);
        assertFalse(text.contains("db-13-prod"), text);
        List<String> json =
                Shell.parsed(shell.admin("renkei:status --json @late").text());
        assertEquals("true", json.get(json.lastIndexOf("late") + 1));
    }

    @Test
    void anEmptyNodeSaysSo() throws Exception {
        List.of("db-13-prod", "db-13-test", "db-31-prod", "db-31-test").forEach(shell.links::remove);
        Shell.Outcome status = shell.admin("renkei:status");
        assertEquals(ExitStatus.NOTHING_MATCHES, status.status());
        assertTrue(status.text().startsWith("There are no links on this node"), status.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "link db-13-prod",
                "why db-13-prod",
                "position db-13-prod",
                "stats db-13-prod",
                "wait db-13-prod",
                "wait-ready",
                "verify db-13-prod",
                "pause db-13-prod --until-resumed --yes",
                "resume db-13-prod --yes",
                "journal-list db-13-prod",
                "journal-show db-13-prod",
                "config-show db-13-prod",
                "db-prepare db-13-prod",
                "line-list",
                "config-check",
                "audit-list",
                "explain RNK-3006",
                "config-activate db-13-prod --reason x --yes",
                "site-invite 13",
                "site-join TOKEN-13"
            })
    void everyCommandWritesOneJsonDocumentWithItsSchema(String command) throws Exception {
        shell.links.reports.add(new VerifyReport(LinkId.parse("db-13-prod"), Position.of(7), List.of()));
        shell.links.pending.add(EDIT);
        String name = command.split(" ")[0];
        String text = shell.speaking("ja_JP.UTF-8")
                .admin("renkei:" + command + " --json")
                .text();
        List<String> tokens = Shell.parsed(text);
        assertEquals(List.of("{", "schema", "renkei." + name + "/1"), tokens.subList(0, 3));
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.codePoints().allMatch(c -> c < 0x80), "documents are not translated: " + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "link db-13-prdo",
                "why db-13-prdo",
                "position db-13-prdo",
                "stats db-13-prdo",
                "wait db-13-prdo",
                "verify db-13-prdo",
                "pause db-13-prdo --for 2h --yes",
                "resume db-13-prdo --yes",
                "journal-list db-13-prdo",
                "journal-show db-13-prdo",
                "config-show db-13-prdo",
                "db-prepare db-13-prdo"
            })
    void anUnknownLinkIsNamedWithTheOneThatWasMeant(String command) throws Exception {
        Shell.Outcome outcome = shell.admin("renkei:" + command);
        assertEquals(ExitStatus.NOTHING_MATCHES, outcome.status());
        assertEquals(
                "RNK-7001 No link of this node matches db-13-prdo. Did you mean db-13-prod?\n"
                        + "renkei:status lists the links.\n",
                outcome.text());
        List<String> json =
                Shell.parsed(shell.admin("renkei:" + command + " --json").text());
        assertEquals(List.of("{", "schema", "renkei.error/1", "code", "RNK-7001"), json.subList(0, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pause db-13-prod --fro 2h | '--fro' is no option of this command; did you mean --for?",
                "pause db-13-prod --for | --for needs a value",
                "pause db-13-prod --for 2x --yes | not a duration: write 200ms, 5s, 2m, 1h, 3d",
                "pause db-13-prod --for 0s --yes | --for 0s is not between",
                "pause db-13-prod --for 999d --yes | --for 999d is not between",
                "pause db-13-prod --yes | Say how long: --for 2h, or --until-resumed",
                "pause db-13-prod --for 2h --until-resumed --yes | Say how long",
                "wait db-13-prod --timeout soon | not a duration",
                "status @lat | '@lat' is no link, pattern such as *-13-*, or set; did you mean @late?",
                "status DB-13-PROD! | is no link",
                "db-prepare db-13-prod --print --apply | Say either --print or --apply",
                "explain RNK-30006 | There is no code RNK-30006; codes look like RNK-3006. Did you mean RNK-3006?",
                "site-invite 48 | federation code must be 01..47 or 99",
                "site-invite xx | federation",
                "journal-show db-13-prod --segment last | --segment takes a whole number",
                "journal-show db-13-prod --limit 0 | --limit is 1 to 10000",
                "journal-show db-13-prod --limit 10001 | --limit is 1 to 10000",
                "audit-list --count=0 | --count is 1 to 10000"
            })
    void wrongUseIsSaidInOneLineAndDoesNothing(String command, String text) throws Exception {
        Shell.Outcome outcome = shell.admin("renkei:" + command);
        assertEquals(ExitStatus.USAGE, outcome.status(), outcome.text());
        assertTrue(outcome.text().contains(text), outcome.text());
        assertEquals(1, outcome.text().lines().count(), outcome.text());
        assertEquals(List.of(), shell.links.actors);
        assertEquals(List.of(), shell.audit.entries);
    }

    @Test
    void linkTellsEverythingAboutIt() throws Exception {
        Shell.Outcome link = shell.admin("renkei:link db-31-prod");
        assertEquals(ExitStatus.ERROR, link.status());
        for (String part : List.of(
                "db-31-prod centre",
                "  STATE      failed since ",
                "  REASON     RNK-3006 slot renkei_db_31 is gone",
                "  CAPTURED   0/5A3F1C88",
                "  LAG        2.5s (limit 30.0s)",
                "  CARRIED    1,204,551 items in 7 batches, 3.0 MiB, on the line 1.0 MiB; 2 retries",
                "FILE       io.renkei.federation-31-prod.cfg")) {
            assertTrue(link.text().contains(part), part + " in\n" + link.text());
        }
        assertTrue(shell.admin("renkei:link db-31-test").text().contains("42.0s, LATE (limit 30.0s)"));
    }

    @Test
    void whySaysCauseActionAndWhoMustAct() throws Exception {
        Shell.Outcome why = shell.admin("renkei:why db-31-prod");
        assertEquals(ExitStatus.ERROR, why.status());
        assertTrue(why.text().contains("  cause: RNK-3006 "), why.text());
        assertTrue(why.text().contains("  message: slot renkei_db_31 is gone\n"), why.text());
        assertTrue(why.text().contains("  what to do: Decide with the owner of the data"), why.text());
        assertTrue(why.text().contains("  who must act: the owner of the data"), why.text());
        Shell.Outcome running = shell.admin("renkei:why db-13-prod");
        assertEquals(ExitStatus.OK, running.status());
        assertTrue(running.text().contains("Nothing stands against it."), running.text());
        assertEquals(ExitStatus.WARNING, shell.admin("renkei:why db-13-test").status());
        assertTrue(shell.admin("renkei:why *").text().contains("db-31-test centre: running"));
    }

    @Test
    void whySaysThatNewerRoutesWereRefused() throws Exception {
        shell.links.refuseRoutes("db-13-prod", "db 2.0.0: no step 'nosuchstep'");
        Shell.Outcome why = shell.admin("renkei:why db-13-prod");
        assertEquals(ExitStatus.OK, why.status());
        String line = "  ROUTES: db 2.0.0: no step 'nosuchstep' (runs on io.renkei.routes.db/0.1.0)";
        assertTrue(why.text().contains(line), why.text());
        assertTrue(
                shell.admin("renkei:why db-13-prod --json").text().contains("\"routeRefused\":\"db 2.0.0: "),
                why.text());
    }

    @Test
    void positionsAreInTheWordsOfTheKind() throws Exception {
        Shell.Outcome position = shell.admin("renkei:position db-13-prod");
        assertEquals(ExitStatus.OK, position.status());
        assertTrue(position.text().contains("db-13-prod  centre  0/5A3F1C88  0/5A3F1C80"), position.text());
    }

    @Test
    void pauseAndResumeAreDoneInTheNameOfTheAccount() throws Exception {
        Shell.Outcome paused = shell.as(
                "mona", "renkei:pause db-13-prod --for 2h --yes --reason 'own maintenance'", "manager", "viewer");
        assertEquals(ExitStatus.OK, paused.status(), paused.text());
        assertTrue(paused.text().matches("db-13-prod is paused until .* -11:00\\.\n"), paused.text());
        assertEquals("mona", shell.links.actors.get(0).who());
        assertEquals("own maintenance", shell.links.actors.get(0).reason());
        Shell.Outcome resumed = shell.as("mona", "renkei:resume db-13-prod --yes", "manager", "viewer");
        assertEquals(ExitStatus.OK, resumed.status());
        assertTrue(resumed.text().startsWith("db-13-prod is resumed"), resumed.text());
    }

    @Test
    void withoutTerminalAndYesNothingIsDoneAndTheRefusalIsAudited() throws Exception {
        for (String command :
                List.of("pause db-13-prod --for 2h", "resume db-13-test", "db-prepare db-13-prod --apply")) {
            Shell.Outcome outcome = shell.admin("renkei:" + command);
            assertEquals(ExitStatus.REFUSED, outcome.status(), command);
            assertTrue(outcome.text().startsWith("RNK-7003 "), outcome.text());
            assertTrue(outcome.text().contains("--yes"), outcome.text());
            assertEquals("refused", shell.audit.last().result());
            assertEquals("ada", shell.audit.last().who());
        }
        assertEquals(List.of(), shell.links.actors);
    }

    @ParameterizedTest
    @CsvSource({
        "pause db-13-prod --for 2h --yes, viewer, manager",
        "resume db-13-test --yes, viewer, manager",
        "verify db-13-prod, viewer, manager",
        "audit-list, viewer, manager",
        "journal-show db-13-prod, viewer, manager",
        "db-prepare db-13-prod, manager, admin",
        "site-invite 13, manager, admin"
    })
    void aRefusalNamesTheRoleThatIsNeededAndIsAudited(String command, String role, String needed) throws Exception {
        String name = command.split(" ")[0];
        Shell.Outcome outcome = shell.as("vera", "renkei:" + command, role);
        assertEquals(ExitStatus.REFUSED, outcome.status());
        assertEquals(
                "RNK-7002 renkei:" + name + " needs the role " + needed + "; vera has: " + role + "\n"
                        + "Ask an account with the role that the message names.\n",
                outcome.text());
        assertEquals(name, shell.audit.last().act());
        assertEquals("refused", shell.audit.last().result());
        assertEquals("vera", shell.audit.last().who());
        assertEquals(List.of(), shell.links.actors);
    }

    @Test
    void whoHasNoRoleMayDoNothing() throws Exception {
        for (Class<?> command : Shell.COMMANDS) {
            String name = command.getAnnotation(org.apache.karaf.shell.api.action.Command.class)
                    .name();
            boolean argument = ArgumentCommand.class.isAssignableFrom(command);
            Shell.Outcome outcome = shell.as("nobody", "renkei:" + name + (argument ? " db-13-prod" : ""));
            assertEquals(ExitStatus.REFUSED, outcome.status(), name);
        }
    }

    @Test
    void waitTellsUpToWhereOrThatItTookTooLong() throws Exception {
        assertEquals(
                "Applied up to 0/5A3F1C88.\n",
                shell.admin("renkei:wait db-13-prod").text());
        shell.links.neverApplied = true;
        Shell.Outcome late = shell.admin("renkei:wait db-13-prod --timeout 2s");
        assertEquals(ExitStatus.TIMED_OUT, late.status());
        assertTrue(late.text().startsWith("RNK-6004 db-13-prod: not applied within 2 s\n"), late.text());
    }

    @Test
    void verifyTellsEqualOrWhichKeysDiffer() throws Exception {
        LinkId link = LinkId.parse("db-13-prod");
        shell.links.reports.add(new VerifyReport(
                link, Position.of(7), List.of(new TableVerdict("shinsa.claim", 1_204_551, 0, List.of()))));
        Shell.Outcome equal = shell.admin("renkei:verify db-13-prod");
        assertEquals(ExitStatus.OK, equal.status());
        assertTrue(equal.text().contains("shinsa.claim  1,204,551          0"), equal.text());
        assertTrue(equal.text().endsWith("Equal as of position 0/7.\n"), equal.text());
        shell.links.reports.set(
                0, new VerifyReport(link, Position.of(7), List.of(new TableVerdict("t", 10, 1, List.of("id=**7")))));
        Shell.Outcome different = shell.admin("renkei:verify db-13-prod");
        assertEquals(ExitStatus.ERROR, different.status());
        assertTrue(different.text().contains("id=**7"), different.text());
        assertTrue(different.text().endsWith("NOT EQUAL as of position 0/7.\n"), different.text());
        shell.links.reports.set(0, new VerifyReport(link, Position.of(7), List.of()));
        Shell.Outcome nothing = shell.admin("renkei:verify db-13-prod");
        assertEquals(ExitStatus.ERROR, nothing.status(), "an empty comparison proves nothing");
        assertTrue(nothing.text().startsWith("Nothing was compared"), nothing.text());
    }

    @Test
    void linesAreShownWithUnitsAndADownOneIsAnError() throws Exception {
        assertEquals(ExitStatus.OK, shell.admin("renkei:line-list").status());
        assertTrue(shell.admin("renkei:line-list").text().startsWith("This node has no connection"));
        line.up("site-13", 3, 3_145_728);
        Shell.Outcome up = shell.admin("renkei:line-list");
        assertEquals(ExitStatus.OK, up.status());
        assertTrue(up.text().contains("3ms  3.0 MiB"), up.text());
        line.down("site-31", "connection refused");
        Shell.Outcome down = shell.admin("renkei:line-list");
        assertEquals(ExitStatus.ERROR, down.status());
        assertTrue(down.text().contains("site-31  DOWN"), down.text());
        assertTrue(down.text().contains("connection refused"), down.text());
    }

    @Test
    void aJournalThatIsNotHereIsSaidSo() throws Exception {
        Shell.Outcome none = shell.admin("renkei:journal-list db-13-prod");
        assertEquals(ExitStatus.NOTHING_MATCHES, none.status());
        assertEquals("db-13-prod has no journal open on this node.\n", none.text());
    }

    @Test
    void configCheckCountsWhatIsWrongAndWhatIsMissing() throws Exception {
        assertEquals("No fault found.\n", shell.admin("renkei:config-check").text());
        shell.links.findings.add(new Finding(true, "slot", "there", ""));
        shell.links.findings.add(new Finding(false, "publication p", "not there", "CREATE PUBLICATION p"));
        assertEquals(ExitStatus.OK, shell.admin("renkei:config-check").status());
        Shell.Outcome missing = shell.admin("renkei:config-check --connect");
        assertEquals(ExitStatus.CONFIGURATION_INVALID, missing.status());
        assertTrue(
                missing.text().contains("db-13-prod: publication p: not there\n    CREATE PUBLICATION p\n"),
                missing.text());
        assertFalse(shell.admin("renkei:config-check io.renkei.federation-31-prod.cfg --connect")
                .text()
                .contains("db-13-prod"));
        shell.links.faults.add(new ConfigFault(
                "etc/x.cfg", 14, ErrorCode.CONFIG_BAD_VALUE, "db.late", "db.late = 5OO: not a duration"));
        Shell.Outcome faults = shell.admin("renkei:config-check");
        assertEquals(ExitStatus.CONFIGURATION_INVALID, faults.status());
        assertTrue(
                faults.text().startsWith("etc/x.cfg:14: RNK-2004 db.late = 5OO: not a duration\n1 faults"),
                faults.text());
    }

    private static final PendingWidening EDIT = new PendingWidening(
            LinkId.parse("db-13-prod"),
            List.of(new AllowedItem("public.c_bill", List.of("*")), new AllowedItem("public.c_claim", List.of("note"))),
            Set.of("sato"));

    @ParameterizedTest
    @ValueSource(strings = {"status", "why db-13-prod", "config-show db-13-prod", "config-check"})
    void anEditThatWaitsIsShownWithItsAuthorEverywhere(String command) throws Exception {
        shell.links.pending.add(EDIT);
        String text = shell.admin("renkei:" + command).text();
        assertTrue(text.contains("RNK-5003 2 items more wait for a second person, edited by sato"), text);
        if (!command.equals("status")) {
            assertTrue(text.contains("    + public.c_bill *\n    + public.c_claim note\n"), text);
            assertTrue(text.contains("renkei:config-activate"), text);
        }
        String json = shell.admin("renkei:" + command + " --json").text();
        assertTrue(
                json.contains("\"pendingEdit\":{\"code\":\"RNK-5003\",\"items\":[{\"item\":\"public.c_bill\""), json);
    }

    @Test
    void anEditIsActivatedByAnotherPersonWithAReasonOnly() throws Exception {
        shell.links.pending.add(EDIT);
        String all = "renkei:config-activate db-*-prod ";
        assertEquals(ExitStatus.USAGE, shell.admin(all + "--yes").status());
        assertEquals(ExitStatus.REFUSED, shell.admin(all + "--reason ticket-7").status());
        Shell.Outcome own = shell.as("sato", all + "--reason ticket-7 --yes", "admin");
        assertEquals(ExitStatus.REFUSED, own.status());
        assertTrue(own.text().contains("RNK-5004 db-13-prod: the edit is by sato"), own.text());
        assertEquals(1, shell.links.pending.size());
        Shell.Outcome done = shell.admin(all + "--reason ticket-7 --yes");
        assertEquals(0, done.status());
        assertTrue(done.text().contains("db-13-prod: activated"), done.text());
        assertEquals(List.of(new Actor("ada", "shell", "ticket-7")), shell.links.actors);
        assertEquals(
                ExitStatus.NOTHING_MATCHES,
                shell.admin(all + "--reason ticket-7 --yes").status());
    }

    @Test
    void configShowHidesDefaultsUnlessAsked() throws Exception {
        shell.links.settings.add(
                new EffectiveSetting("db.url", "jdbc:x", "/var/n/etc/io.renkei.federation-13-prod.cfg:4"));
        shell.links.settings.add(new EffectiveSetting("db.late", "30s", "default"));
        String given = shell.admin("renkei:config-show db-13-prod").text();
        assertTrue(given.contains("jdbc:x  io.renkei.federation-13-prod.cfg:4\n"), given);
        assertFalse(given.contains("db.late"), given);
        assertTrue(
                shell.admin("renkei:config-show db-13-prod --effective").text().contains("db.late  30s"));
        assertTrue(
                shell.admin("renkei:config-show --effective db-13-prod").text().contains("db.late  30s"));
    }

    @Test
    void dbPreparePrintsWhatADatabaseAdministratorCanRun() throws Exception {
        shell.links.findings.add(new Finding(true, "role", "there", ""));
        shell.links.findings.add(new Finding(false, "publication p", "not there", "CREATE PUBLICATION p;"));
        Shell.Outcome printed = shell.admin("renkei:db-prepare db-13-prod --print");
        assertEquals(ExitStatus.WARNING, printed.status());
        assertEquals(
                "-- ok: role: there\n-- MISSING: publication p: not there\nCREATE PUBLICATION p;\n", printed.text());
        assertEquals(List.of(), shell.links.actors);
        shell.admin("renkei:db-prepare db-13-prod --apply --yes");
        assertEquals("ada", shell.links.actors.get(0).who());
    }

    @Test
    void aTokenStandsAloneAndItsMakingIsAudited() throws Exception {
        assertEquals("TOKEN-13-PT24H\n", shell.admin("renkei:site-invite 13").text());
        assertEquals(
                "TOKEN-31-PT1H\n",
                shell.admin("renkei:site-invite 31 --valid 1h").text());
        assertEquals("site 31", shell.audit.last().subject());
        assertEquals("done", shell.audit.last().result());
    }

    @Test
    void aSiteIsJoinedWithItsTokenWhichNeverComesIntoTheTrail() throws Exception {
        Shell.Outcome joined = shell.admin("renkei:site-join TOKEN-13");
        assertEquals("Joined the site 13 at 127.0.0.1:7022; renkei:line-list shows the line.\n", joined.text());
        String trail = shell.audit.newest(10).toString();
        assertEquals("done", shell.audit.last().result());
        assertTrue(trail.contains("site-join"), trail);
        assertFalse(trail.contains("TOKEN"), trail);
        Shell.Outcome wrong = shell.admin("renkei:site-join nonsense");
        assertEquals(ExitStatus.USAGE, wrong.status());
    }

    @Test
    void theTrailIsListedWithTimesOfThisPlaceAndItsBreaks() throws Exception {
        assertTrue(shell.admin("renkei:audit-list").text().startsWith("The trail is empty"));
        shell.admin("renkei:site-invite 13");
        Shell.Outcome list = shell.admin("renkei:audit-list --verify");
        assertEquals(ExitStatus.OK, list.status());
        assertTrue(list.text().startsWith("The chain of all entries is whole.\n"), list.text());
        assertTrue(list.text().contains("1  2026-11-25 16:00:00 -11:00  ada  site-invite  site 13"), list.text());
        shell.audit.breaks.add("audit-2026-11-26.log:7: chain is broken");
        Shell.Outcome broken = shell.admin("renkei:audit-list --verify");
        assertEquals(ExitStatus.ERROR, broken.status());
        assertTrue(broken.text().startsWith("audit-2026-11-26.log:7"), broken.text());
    }

    @Test
    void aCodeIsExplainedByNumberAlone() throws Exception {
        String text = shell.admin("renkei:explain 3006").text();
        assertTrue(text.startsWith("RNK-3006 SLOT_LOST\n  cause: "), text);
        assertEquals(text, shell.admin("renkei:explain rnk-3006").text());
    }

    /** Output went past the pipe to the terminal. */
    @Test
    void whatACommandPrintsCanBePiped() throws Exception {
        assertEquals(
                "3 lines\n",
                shell.admin("renkei:status db-13-prod | test:count").text());
    }

    @Test
    void csvIsForPrograms() throws Exception {
        List<String> lines = shell.speaking("ja_JP.UTF-8")
                .admin("renkei:status --csv db-13-prod")
                .text()
                .lines()
                .toList();
        assertEquals("link,half,state,since,lagMs,late,items,waitingBytes,note", lines.get(0));
        assertTrue(lines.get(1).startsWith("db-13-prod,centre,running,"), lines.get(1));
        assertTrue(lines.get(1).endsWith(",false,1204551,1048576,"), lines.get(1));
    }
}
