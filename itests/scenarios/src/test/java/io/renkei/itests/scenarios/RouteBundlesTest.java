package io.renkei.itests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Node;
import io.renkei.demo.internal.run.Pair;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Route bundles of every form, hot-deployed into real nodes whose links carry rows meanwhile. */
class RouteBundlesTest {
    private static final String SHIPPED = "io.renkei.routes.db 0.1.0";
    private static final String WORKING = "itest-routes-1.2.0.xml";
    private static final String BROKEN = "itest-broken-9.0.0.xml";
    private static final String JAVA = "itest.java.routes";
    private static final List<String> FILES = List.of(WORKING, BROKEN);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static Path folder;
    private static PrintWriter progress;
    private static Fleet fleet;
    private static Pair pair;
    private static int claims;

    @BeforeAll
    static void build() throws Exception {
        folder = Files.createTempDirectory("renkei-scenario");
        progress = new PrintWriter(Path.of("target/fleet.log").toFile(), StandardCharsets.UTF_8);
        fleet = new Fleet(folder.resolve("fleet"), List.of("13"), 0.01, progress);
        fleet.build();
        pair = fleet.pairs().get(0);
    }

    @AfterAll
    static void remove() throws IOException {
        fleet.close();
        fleet.remove();
        progress.close();
        Files.delete(folder);
    }

    /** Whatever a test that failed left behind. */
    @AfterEach
    void undeployAll() throws Exception {
        for (Node node : nodes()) {
            for (String name : FILES) {
                Files.deleteIfExists(node.home().resolve("deploy").resolve(name));
            }
            if (node.run("bundle:list -s").contains(JAVA)) {
                node.run("bundle:uninstall " + JAVA);
            }
        }
        awaitRoutes(SHIPPED);
    }

    @Test
    void aBlueprintFileIsARouteBundleAndItsRemovalBringsTheOldRoutesBack() throws Exception {
        awaitRoutes(SHIPPED);
        deploy(WORKING, RouteBundle.blueprintFile());
        awaitRoutes("itest-routes 1.2.0");
        carry("itest-routes 1.2.0");
        undeploy(WORKING);
        awaitRoutes(SHIPPED);
        carry(SHIPPED);
    }

    @Test
    void aBundleOfJavaTemplatesIsInstalledUpdatedAndUninstalled() throws Exception {
        awaitRoutes(SHIPPED);
        Path jar = folder.resolve("routes.jar");
        RouteBundle.writeJava(jar, "2.0.0");
        for (Node node : nodes()) {
            node.run("bundle:install -s file:" + jar);
        }
        awaitRoutes(JAVA + " 2.0.0");
        carry(JAVA + " 2.0.0");
        RouteBundle.writeJava(jar, "2.1.0");
        for (Node node : nodes()) {
            node.run("bundle:update " + JAVA + " file:" + jar);
        }
        awaitRoutes(JAVA + " 2.1.0");
        carry(JAVA + " 2.1.0");
        for (Node node : nodes()) {
            node.run("bundle:uninstall " + JAVA);
        }
        awaitRoutes(SHIPPED);
        carry(SHIPPED);
        Files.delete(jar);
    }

    @Test
    void aBrokenBundleLeavesTheOldRoutesRunningAndSaysWhy() throws Exception {
        awaitRoutes(SHIPPED);
        deploy(BROKEN, RouteBundle.brokenBlueprintFile());
        for (Node node : nodes()) {
            await(() -> why(node).contains("itest-broken 9.0.0"));
            assertTrue(why(node).contains("no step 'nonsense'"), why(node));
        }
        awaitRoutes(SHIPPED);
        carry(SHIPPED);
    }

    private static String why(Node node) throws IOException, InterruptedException {
        return node.run("renkei:why " + pair.link());
    }

    /** A row that is committed now arrives, and the target says which routes carried it. */
    private static void carry(String routes) throws Exception {
        String claim = "ITEST" + ++claims;
        try (Connection source = fleet.source().connect(pair.payment());
                PreparedStatement insert = source.prepareStatement("INSERT INTO payment.c_claim SELECT"
                        + " (jsonb_populate_record(c, jsonb_build_object('claim_id', ?::text))).*"
                        + " FROM payment.c_claim c LIMIT 1")) {
            insert.setString(1, claim);
            assertEquals(1, insert.executeUpdate());
        }
        fleet.centre().run("renkei:wait " + pair.link() + " --timeout 60s");
        assertEquals(routes, carriedBy(claim));
    }

    private static String carriedBy(String claim) throws SQLException {
        try (Connection target = fleet.target().connect(pair.copy());
                PreparedStatement select =
                        target.prepareStatement("SELECT carried_by FROM payment.c_claim WHERE claim_id = ?")) {
            select.setString(1, claim);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "the row did not come";
            }
        }
    }

    private static List<Node> nodes() {
        return List.of(fleet.site(pair.federation()), fleet.centre());
    }

    private static void deploy(String name, String text) throws IOException {
        for (Node node : nodes()) {
            Path draft = Files.writeString(node.home().resolve("data").resolve(name + ".draft"), text);
            Files.move(draft, node.home().resolve("deploy").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void undeploy(String name) throws IOException {
        for (Node node : nodes()) {
            Files.delete(node.home().resolve("deploy").resolve(name));
        }
    }

    private static void awaitRoutes(String label) throws Exception {
        for (Node node : nodes()) {
            await(() -> routes(node).contains("\"routeVersion\":\"" + label + "\""));
            node.awaitReady();
        }
    }

    private static String routes(Node node) throws IOException, InterruptedException {
        return node.run("renkei:link " + pair.link() + " --json");
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + BOUND.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "not within " + BOUND);
            never.await(500, TimeUnit.MILLISECONDS);
        }
    }
}
