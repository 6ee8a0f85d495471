package io.renkei.management.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkId;
import io.renkei.api.LinkState;
import io.renkei.management.InMemoryAudit;
import io.renkei.management.InMemoryLinks;
import io.renkei.management.SuppressForbidden;
import java.lang.management.ManagementFactory;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BeansTest {
    private static final Instant NOW = Instant.now();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final InMemoryLinks links = new InMemoryLinks();
    private final InMemoryAudit audit = new InMemoryAudit();
    private final Beans beans = new Beans(links, audit);

    @AfterEach
    void close() {
        beans.close();
    }

    @Test
    void oneReadOfTheOverviewHoldsAllLinksAndTheirCounts() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW))
                .link("db-13-test", new LinkState.Failed(NOW, ErrorCode.SLOT_LOST, "gone"))
                .half("db-31-prod", Half.CENTRE, new LinkState.Running(NOW), Duration.ofMinutes(5));
        beans.start();
        ObjectName overview = new ObjectName("io.renkei:type=Overview");
        assertEquals(3, server.getAttribute(overview, "LinkCount"));
        assertEquals(1, server.getAttribute(overview, "LateCount"));
        assertEquals(2, ((TabularData) server.getAttribute(overview, "Counts")).size());
        assertEquals(true, server.getAttribute(overview, "Ready"));
        String json = (String) server.getAttribute(overview, "LinksJson");
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                parser.getText();
            }
        }
        assertTrue(json.startsWith("{\"schema\":\"renkei.overview/1\",\"time\":\""), json);
        assertTrue(json.contains("\"counts\":{\"failed\":1,\"running\":2,\"late\":1,\"pendingEdits\":0}"), json);
        assertTrue(json.contains("{\"link\":\"db-13-test\",\"half\":\"centre\",\"state\":\"failed\""), json);
        assertTrue(json.contains("\"code\":\"RNK-3006\""), json);
    }

    @Test
    void aLinkTellsItsNumbersAndWhyItIsSo() throws Exception {
        links.link("db-13-prod", new LinkState.Retrying(NOW, ErrorCode.LINE_DOWN, "no answer in 5000 ms", 3, NOW))
                .half("db-13-prod", Half.SITE, new LinkState.Running(NOW), Duration.ZERO);
        beans.look(NOW);
        ObjectName link = new ObjectName("io.renkei:type=Link,name=db-13-prod");
        assertEquals("retrying", server.getAttribute(link, "State"));
        assertEquals("ERROR", server.getAttribute(link, "Level"));
        assertArrayEquals(
                new String[] {"centre retrying", "site running"}, (String[]) server.getAttribute(link, "Halves"));
        assertEquals(1_204_551L, server.getAttribute(link, "ItemsTotal"));
        assertEquals("0/5A3F1C88", server.getAttribute(link, "CapturedPosition"));
        assertEquals(1_048_576L, server.getAttribute(link, "JournalUnacknowledgedBytes"));
        assertEquals("RNK-1001", server.getAttribute(link, "Code"));
        assertTrue(server.getAttribute(link, "Cause").toString().contains("no answer in 5000 ms"));
        assertFalse(server.getAttribute(link, "WhoMustAct").toString().isEmpty());
        assertEquals(null, server.getAttribute(link, "Epoch"));
    }

    @Test
    void theWorseHalfOfALinkGivesItsState() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW))
                .half("db-13-prod", Half.SITE, new LinkState.Fenced(NOW, "epoch 7", new Epoch(7)), Duration.ZERO);
        beans.look(NOW);
        ObjectName link = new ObjectName("io.renkei:type=Link,name=db-13-prod");
        assertEquals("fenced", server.getAttribute(link, "State"));
        assertEquals("RNK-1002", server.getAttribute(link, "Code"));
    }

    @Test
    void pauseAndResumeAreTheServicesAndNameTheirReason() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW));
        beans.look(NOW);
        ObjectName link = new ObjectName("io.renkei:type=Link,name=db-13-prod");
        act(link, "pause", "2h", "own maintenance");
        assertEquals("paused", server.getAttribute(link, "State"));
        assertEquals("own maintenance", links.actors.get(0).reason());
        assertEquals("jmx", links.actors.get(0).from());
        act(link, "pause", "until-resumed", "");
        LinkState.Paused paused = (LinkState.Paused) links.statuses().get(0).state();
        assertEquals(null, paused.until());
        act(link, "resume", "done");
        assertEquals("running", server.getAttribute(link, "State"));
        RuntimeMBeanException wrong = assertThrows(RuntimeMBeanException.class, () -> act(link, "pause", "2x", ""));
        assertTrue(
                wrong.getCause().getMessage().contains("200ms, 5s, 2m"),
                wrong.getCause().toString());
    }

    @Test
    void whoMayNotPauseIsToldSoAndTheRefusalIsAudited() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW));
        beans.look(NOW);
        ObjectName link = new ObjectName("io.renkei:type=Link,name=db-13-prod");
        RuntimeMBeanException refused =
                assertThrows(RuntimeMBeanException.class, () -> as("vera", "viewer", () -> act(link, "resume", "")));
        assertEquals(
                "resume needs the role manager; vera has: viewer",
                refused.getCause().getMessage());
        assertEquals("resume", audit.last().act());
        assertEquals("vera", audit.last().who());
        assertEquals("jmx", audit.last().from());
        assertEquals("refused", audit.last().result());
        assertEquals(List.of(), links.actors);
        as("mona", "manager", () -> act(link, "resume", ""));
        assertEquals("mona", links.actors.get(0).who());
    }

    private interface Act {
        void run() throws Exception;
    }

    @SuppressWarnings("removal")
    @SuppressForbidden("as Karaf does")
    private static void as(String user, String role, Act act) throws PrivilegedActionException {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        subject.getPrincipals().add(new RolePrincipal(role));
        Subject.doAs(subject, (PrivilegedExceptionAction<Void>) () -> {
            act.run();
            return null;
        });
    }

    @Test
    void operationsSayWhichRoleTheyNeed() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW));
        beans.look(NOW);
        ObjectName link = new ObjectName("io.renkei:type=Link,name=db-13-prod");
        for (var operation : server.getMBeanInfo(link).getOperations()) {
            String roles = operation.getName().equals("statistics") ? "viewer, manager and admin" : "manager and admin";
            assertTrue(operation.getDescription().contains(": roles " + roles + " ("), operation.toString());
        }
    }

    @Test
    void statisticsAreARowForEachItemAndSayWhyThereAreNone() throws Exception {
        links.link("db-13-prod", new LinkState.Running(NOW)).link("db-31-prod", new LinkState.Running(NOW));
        links.statistics.put(
                LinkId.parse("db-13-prod"),
                new ItemStatistics(
                        Instant.parse("2026-11-26T03:00:00Z"),
                        List.of(
                                new ItemTotals("shinsa.claim", 7, 5, 6, 1, 1_000),
                                new ItemTotals("shinsa.note", 1, 0, 0, 0, 0))));
        beans.look(NOW);
        TabularData table = (TabularData) statistics("db-13-prod");
        assertEquals(2, table.size());
        CompositeData claim =
                (CompositeData) table.get(new Object[] {"shinsa.claim"}).get("value");
        assertArrayEquals(
                new Object[] {7L, 5L, 6L, 1L, 1_000L, 1_019L, "2026-11-26T03:00:00Z"},
                claim.getAll(new String[] {"inserted", "updated", "deleted", "truncated", "loaded", "total", "since"}));
        RuntimeMBeanException away = assertThrows(RuntimeMBeanException.class, () -> statistics("db-31-prod"));
        assertTrue(
                away.getCause().getMessage().contains("the site is not connected"),
                away.getCause().toString());
    }

    private Object statistics(String link) throws Exception {
        return server.invoke(
                new ObjectName("io.renkei:type=Link,name=" + link), "statistics", new Object[0], new String[0]);
    }

    @Test
    void aLinkThatIsGoneIsGoneFromJmx() {
        links.link("db-13-prod", new LinkState.Running(NOW)).link("db-31-prod", new LinkState.Running(NOW));
        beans.look(NOW);
        assertEquals(Set.of("db-13-prod", "db-31-prod"), registered());
        links.remove("db-13-prod");
        beans.look(NOW);
        assertEquals(Set.of("db-31-prod"), registered());
        beans.close();
        assertEquals(Set.of(), registered());
    }

    private void act(ObjectName link, String operation, String... values) throws Exception {
        String[] signature = new String[values.length];
        java.util.Arrays.fill(signature, "java.lang.String");
        server.invoke(link, operation, values, signature);
    }

    private Set<String> registered() {
        try {
            return server.queryNames(new ObjectName("io.renkei:type=Link,*"), null).stream()
                    .map(name -> name.getKeyProperty("name"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
