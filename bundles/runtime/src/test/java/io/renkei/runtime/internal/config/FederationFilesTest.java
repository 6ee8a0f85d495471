package io.renkei.runtime.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Audit;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import io.renkei.api.ConfigFault;
import io.renkei.api.LinkId;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Secrets;
import io.renkei.journal.internal.FileJournals;
import io.renkei.line.internal.NodeLine;
import io.renkei.runtime.internal.Kinds;
import io.renkei.runtime.internal.links.FederationContexts;
import io.renkei.runtime.internal.links.LinkManager;
import io.renkei.runtime.internal.links.NodeServices;
import io.renkei.runtime.internal.links.Pauses;
import io.renkei.runtime.internal.routes.Rehearsal;
import io.renkei.runtime.internal.routes.RouteCatalog;
import io.renkei.runtime.toy.PlaceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are in force; links are seen by their plans, no routes are offered. */
class FederationFilesTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    private final Trail trail = new Trail();
    private Path etc;
    private FileJournals journals;
    private NodeLine line;
    private LinkManager links;
    private FederationFiles files;

    @BeforeEach
    void start() throws IOException {
        etc = Files.createDirectories(home.resolve("etc"));
        Files.writeString(etc.resolve("io.renkei.node.cfg"), "role = centre\n");
        startNode();
    }

    private void startNode() {
        FederationContexts contexts = name -> new DefaultCamelContext();
        journals = new FileJournals(home.resolve("journal"), new NoSecrets());
        line = new NodeLine(home, home.resolve("data"));
        NodeServices services = new NodeServices(journals, line, new AllowsNothing(), new NoSecrets(), List.of());
        links = new LinkManager(
                services, new RouteCatalog(new Rehearsal(contexts)), new Pauses(home.resolve("pauses")), contexts);
        Kinds kinds = new Kinds();
        kinds.added(new PlaceKind());
        files = new FederationFiles(
                etc,
                home.resolve("good"),
                new FilePlanReader(etc, kinds, new NoSecrets()),
                links,
                kinds,
                new ConfigTrail(trail));
        files.init();
    }

    @AfterEach
    void stop() {
        links.close();
        line.close();
        journals.close();
    }

    private Path write(String instance, String place) throws IOException {
        Path file = etc.resolve("io.renkei.federation-" + instance + ".cfg");
        Files.writeString(
                file,
                "federation = " + instance.substring(0, 2) + "\nenvironment = " + instance.substring(3)
                        + "\nlinks = place\nplace.source.url = " + place + "\n");
        files.changed(file);
        return file;
    }

    /** Waits until exactly these links are there. */
    private void awaitLinks(String... expected) throws InterruptedException {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!names().equals(List.of(expected)) && System.nanoTime() < end) {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        assertEquals(List.of(expected), names());
    }

    private List<String> names() {
        return links.statuses().stream().map(status -> status.link().toString()).toList();
    }

    private List<String> faults(String instance) {
        return files.check(List.of(etc.resolve("io.renkei.federation-" + instance + ".cfg"))).stream()
                .map(ConfigFault::message)
                .toList();
    }

    @Test
    void ninetyFourFilesAtOnceAllTakeEffect() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int code = 1; code <= 47; code++) {
            String federation = code < 10 ? "0" + code : "" + code;
            for (String environment : List.of("prod", "test")) {
                write(federation + "-" + environment, "/srv/" + federation + environment.charAt(0));
                expected.add("place-" + federation + "-" + environment);
            }
        }
        awaitLinks(expected.toArray(String[]::new));
        assertTrue(files.allRead());
        assertEquals(94, trail.acts("config-add", "done"));
    }

    @Test
    void aFaultyEditLeavesWhatWasInForceAlsoOverARestart() throws Exception {
        Path file = write("13-prod", "/srv/a");
        awaitLinks("place-13-prod");
        Files.writeString(file, "federation = 31\n");
        files.changed(file);
        files.changed(file);
        awaitLinks("place-13-prod");
        assertEquals(1, trail.acts("config-change", "refused"));
        stop();
        startNode();
        files.changed(file);
        awaitLinks("place-13-prod");
        assertEquals("/srv/a", links.statuses().isEmpty() ? "" : settingInForce());
    }

    private String settingInForce() throws IOException {
        return Files.readString(home.resolve("good/io.renkei.federation-13-prod.cfg"))
                .lines()
                .filter(text -> text.startsWith("place.source.url = "))
                .map(text -> text.replace("place.source.url = ", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void aFileDeletedWhileTheNodeWasDownIsForgotten() throws Exception {
        Path file = write("13-prod", "/srv/a");
        awaitLinks("place-13-prod");
        stop();
        Files.delete(file);
        startNode();
        assertEquals(1, trail.acts("config-remove", "done"));
        // a faulty file of that name that comes later must not bring the old one back
        Files.writeString(file, "federation = 31\n");
        files.changed(file);
        awaitLinks();
        assertFalse(Files.exists(home.resolve("good/io.renkei.federation-13-prod.cfg")));
    }

    @Test
    void ofTwoFilesWithOnePlaceTheOneInForceStaysAndTheOtherWaits() throws Exception {
        Path first = write("13-prod", "/srv/a");
        write("31-prod", "/srv/a/");
        awaitLinks("place-13-prod");
        assertTrue(files.allRead());
        assertTrue(trail.records.get(1).reason().startsWith("RNK-2008"), trail.records::toString);
        Files.delete(first);
        files.deleted(first);
        awaitLinks("place-31-prod");
        write("13-prod", "/srv/a");
        awaitLinks("place-31-prod");
        write("31-prod", "/srv/b");
        awaitLinks("place-13-prod", "place-31-prod");
        assertEquals(List.of(), faults("13-prod"));
    }

    @Test
    void anEditIsAuditedByTheNamesOfItsKeysAndARestartIsNone() throws Exception {
        Path file = write("13-prod", "/srv/a");
        write("13-prod", "/srv/b");
        write("13-prod", "/srv/b");
        stop();
        startNode();
        files.changed(file);
        assertEquals(
                List.of("config-add", "config-change"),
                trail.records.stream().map(AuditRecord::act).toList());
        AuditRecord change = trail.records.get(1);
        assertEquals("keys place.source.url", change.reason());
        assertEquals("io.renkei.federation-13-prod.cfg", change.subject());
        assertEquals(Files.getOwner(file).getName(), change.who());
        assertFalse(trail.records.toString().contains("/srv/"));
    }

    @Test
    void anEditThatCannotBeAuditedDoesNotComeIntoForce() throws Exception {
        trail.full = true;
        Path file = write("13-prod", "/srv/a");
        awaitLinks();
        assertTrue(files.allRead());
        trail.full = false;
        files.changed(file);
        awaitLinks("place-13-prod");
    }

    private static final class Trail implements Audit {
        final List<AuditRecord> records = new ArrayList<>();
        boolean full;

        @Override
        public void write(AuditRecord record) {
            if (full) {
                throw new UncheckedIOException(new IOException("no space left"));
            }
            records.add(record);
        }

        long acts(String act, String result) {
            return records.stream()
                    .filter(record ->
                            record.act().equals(act) && record.result().equals(result))
                    .count();
        }

        @Override
        public List<AuditEntry> newest(int count) {
            return List.of();
        }

        @Override
        public List<String> verify() {
            return List.of();
        }
    }

    private static final class AllowsNothing implements Policy {
        @Override
        public PolicyDecision check(LinkId link, String item, List<String> parts) {
            return new PolicyDecision(false, "P01", "nothing is");
        }

        @Override
        public List<AllowedItem> allowed(LinkId link) {
            return List.of();
        }
    }

    private static final class NoSecrets implements Secrets {
        @Override
        public String resolve(String reference) {
            throw new IllegalArgumentException(reference);
        }

        @Override
        public boolean exists(String reference) {
            return false;
        }
    }
}
