package io.renkei.itests;

import static io.renkei.itests.Machine.contents;
import static io.renkei.itests.Machine.digest;
import static io.renkei.itests.Machine.execute;
import static io.renkei.itests.Machine.listening;
import static io.renkei.itests.Machine.remove;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.renkei.itests.Machine.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The launcher and a real node, as an operator meets them: one node for all tests, in a folder with blanks and Japanese. */
public class LauncherIT {

    private static final Path LAUNCHER = Path.of(System.getProperty("renkei.launcher"));
    private static final Path INSTALLATION = LAUNCHER.resolveSibling("karaf-assembly/target/assembly");
    private static Path folder;
    private static Path home;
    private static String password;

    @BeforeClass
    public static void startANode() throws Exception {
        folder = Files.createTempDirectory("renkei 連携 ");
        home = folder.resolve("node home 東京");
        String before = contents(INSTALLATION);
        Outcome started = renkei("start", "--home", home.toString(), "--role", "centre");
        assertEquals(started.toString(), 0, started.status());
        Matcher shown = Pattern.compile("user admin, password (\\S+)").matcher(started.output());
        assertTrue(started.output(), shown.find());
        password = shown.group(1);
        assertEquals("the installation was written to", before, contents(INSTALLATION));
    }

    @AfterClass
    public static void stopTheNode() throws Exception {
        Outcome stopped = renkei("stop", "--home", home.toString());
        assertEquals(stopped.toString(), 0, stopped.status());
        assertEquals(3, renkei("status", "--home", home.toString()).status());
        remove(folder);
    }

    @Test
    public void runGivesOutputAndExitStatusOfTheCommand() throws Exception {
        Outcome list = run("bundle:list -t 0");
        assertEquals(list.toString(), 0, list.status());
        assertTrue(list.output(), list.output().contains("Renkei :: Camel"));
        assertFalse("colours: " + list.output(), list.output().contains("\u001b"));
        assertEquals("", list.errors());
        assertEquals(
                "a command's Integer is the exit status",
                3,
                run("(\"abc\" length)").status());
        assertEquals(1, run("no:such-command").status());
        assertEquals("東京\n", run("shell:echo 東京").output());
    }

    @Test
    public void everyCommandOfManyComesBackWhole() throws Exception {
        List<String> whole = exports();
        assertTrue(whole.size() > 1000);
        for (int i = 0; i < 20; i++) {
            assertEquals(whole, exports());
        }
    }

    /** Some 150 kB; their order is not fixed. */
    private static List<String> exports() throws Exception {
        return run("package:exports").output().lines().sorted().toList();
    }

    @Test
    public void configCheckNeedsNoRunningNode() throws Exception {
        Path checked = folder.resolve("only made 東京");
        Path etc = checked.resolve("etc");
        assertEquals(
                0,
                renkei("init", "--home", checked.toString(), "--role", "centre").status());
        assertEquals(
                new Outcome(0, "0 federation files, 0 faults\n", ""),
                renkei("config-check", "--home", checked.toString()));

        Path sample = etc.resolve("samples/centre/io.renkei.federation-13-prod.cfg");
        Files.copy(sample, etc.resolve(sample.getFileName()));
        Outcome faulty = renkei("config-check", "--home", checked.toString());
        assertEquals(faulty.toString(), 13, faulty.status());
        assertTrue(faulty.output(), faulty.output().contains("io.renkei.federation-13-prod.cfg:25: RNK-2006 "));
        assertTrue(faulty.output(), faulty.output().contains("lists/tables.csv:0: RNK-2007 "));
        assertTrue(faulty.output(), faulty.output().endsWith("\n1 federation file, 2 faults\n"));

        Files.createDirectories(etc.resolve("lists"));
        Files.copy(etc.resolve("samples/lists/tables.csv"), etc.resolve("lists/tables.csv"));
        Path secret = Files.writeString(etc.resolve("secrets/source-13"), "s3cret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertEquals(
                new Outcome(0, "1 federation file, 0 faults\n", ""),
                renkei("config-check", "--home", checked.toString()));
        Outcome asked = renkei("config-check", "--home", checked.toString(), "--connect");
        assertEquals(asked.toString(), 13, asked.status());
        assertTrue(asked.output(), asked.output().startsWith("db-13-prod centre: MISSING: RNK-3001 "));
        assertFalse(asked.output() + asked.errors(), (asked.output() + asked.errors()).contains("s3cret"));
        assertEquals(
                2,
                renkei("config-check", "--home", checked.toString(), "--conect").status());
    }

    /** The container must not write them anew: for a moment they would be empty, and read as such. */
    @Test
    public void ninetyFourFilesDroppedAtOnceTakeEffectAndStayAsTheyWereWritten() throws Exception {
        Path etc = home.resolve("etc");
        Map<Path, String> files = new HashMap<>();
        for (int federation = 1; federation <= 47; federation++) {
            for (String environment : List.of("prod", "test")) {
                files.put(
                        etc.resolve(String.format("io.renkei.federation-%02d-%s.cfg", federation, environment)),
                        String.format(
                                "# 連合会 %1$02d\nfederation=%1$02d\nenvironment : %2$s\nlinks = db\n"
                                        + "db.source.url = jdbc:postgresql://127.0.0.1:1/p%1$02d%3$s\ndb.source.user = a\n",
                                federation, environment, environment.charAt(0)));
            }
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
        awaitLinks(94);
        Path one = etc.resolve("io.renkei.federation-13-prod.cfg");
        files.put(one, files.get(one) + "db.batch.rows = 7\n");
        Files.writeString(one, files.get(one));
        await(() -> run("renkei:config-show --effective db-13-prod").output().contains("db.batch.rows         7 "));
        for (Map.Entry<Path, String> file : files.entrySet()) {
            assertEquals(file.getValue(), Files.readString(file.getKey()));
        }
        await(() -> run("renkei:audit-list").output().contains("config-change"));
        for (Path file : files.keySet()) {
            Files.delete(file);
        }
        awaitLinks(0);
    }

    private static void awaitLinks(int count) throws Exception {
        await(() -> run("renkei:status --csv")
                        .output()
                        .lines()
                        .filter(line -> line.startsWith("db-"))
                        .count()
                == count);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertTrue("in 60 s", System.nanoTime() < end);
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    public void passwordsAreKeptAsDigestsAndShownOnce() throws Exception {
        Path users = home.resolve("etc/users.properties");
        assertFalse(Files.readString(users).contains(password));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(users)));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keys/operator"))));
        Outcome again = renkei("start", "--home", home.toString());
        assertTrue(again.toString(), again.output().startsWith("already running"));
    }

    @Test
    public void theConsoleAsksWhoYouAreAndKnowsRoles() throws Exception {
        Files.writeString(
                home.resolve("etc/users.properties"),
                "vera = " + digest("seeing") + ",_g_:viewergroup\nmona = " + digest("managing") + ",_g_:managergroup\n",
                StandardOpenOption.APPEND);
        String heap = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
        String gc = "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}";
        String configurations =
                "{\"type\":\"read\",\"mbean\":\"org.apache.karaf:type=config,name=root\",\"attribute\":\"Configs\"}";
        assertEquals(403, jolokia("admin", "wrong", heap));
        assertEquals(403, jolokia("karaf", "karaf", heap));
        assertEquals(200, jolokia("vera", "seeing", heap));
        assertEquals(403, jolokia("vera", "seeing", gc));
        assertEquals(403, jolokia("vera", "seeing", configurations));
        assertEquals(403, jolokia("mona", "managing", gc));
        assertEquals(200, jolokia("admin", password, gc));
        assertEquals(200, jolokia("admin", password, configurations));

        Outcome reset = renkei("password", "reset", "--home", home.toString());
        Matcher shown = Pattern.compile("user admin, password (\\S+)").matcher(reset.output());
        assertTrue(reset.output(), shown.find());
        String old = password;
        password = shown.group(1);
        assertNotEquals(old, password);
        assertEquals(403, jolokia("admin", old, heap));
        assertEquals(200, jolokia("admin", password, heap));
    }

    @Test
    public void everyPortListensOnThisMachineOnly() throws Exception {
        List<String> addresses = listening(pid());
        assertTrue("ports: " + addresses, addresses.size() >= 4);
        for (String address : addresses) {
            assertTrue(
                    address,
                    address.startsWith("0100007F:") || address.startsWith("0000000000000000FFFF00000100007F:"));
        }
    }

    /** One link for which there are no lists yet: what people, programs and monitors see of it, and who may do what. */
    @Test
    public void everyFaceTellsWhyALinkDoesNotRunAndWhoMayAct() throws Exception {
        Path file = home.resolve("etc/io.renkei.federation-21-prod.cfg");
        Files.writeString(
                file,
                "federation = 21\nenvironment = prod\nlinks = db\n"
                        + "db.source.url = jdbc:postgresql://127.0.0.1:1/p21\ndb.source.user = a\n");
        await(() -> run("renkei:why db-21-prod").output().contains("RNK-5002"));

        Outcome json = run("renkei:status --json db-21-prod");
        assertEquals(json.toString(), 11, json.status());
        assertTrue(json.output(), json.output().startsWith("{\"schema\":\"renkei.status/1\",\"time\":"));
        Outcome why = run("renkei:why db-21-prod");
        assertEquals(why.toString(), 11, why.status());
        assertTrue(why.output(), why.output().contains("  cause: RNK-5002 "));
        // no colours; what is not ASCII is this home's own path
        assertTrue(why.output(), why.output().chars().allMatch(c -> c == '\n' || c >= ' '));
        Outcome unknown = run("renkei:why db-21-prdo");
        assertEquals(unknown.toString(), 12, unknown.status());
        assertTrue(unknown.output(), unknown.output().contains("Did you mean db-21-prod?"));
        Outcome japanese = execute(
                Map.of("LC_ALL", "ja_JP.UTF-8"),
                folder,
                LAUNCHER.toString(),
                "run",
                "--home",
                home.toString(),
                "renkei:why db-21-prod");
        assertTrue(japanese.output(), japanese.output().contains("  原因: RNK-5002 "));

        assertEquals(
                15,
                renkei("wait-ready", "--home", home.toString(), "--timeout", "2")
                        .status());
        aViewerIsToldWhichRoleItTakes();
        pausesAreForManagersInJmxToo();
        assertEquals(0, renkei("wait-ready", "--home", home.toString()).status());
        assertEquals("{\"status\":\"UP\"}\n", health("live", 200));
        assertTrue(health("links", 200).contains("\"paused\":1"));
        assertEquals(0, run("renkei:resume db-21-prod --yes").status());
        await(() -> health("links", 503).contains("\"DOWN\""));
        Files.delete(file);
        awaitLinks(0);
    }

    private static void aViewerIsToldWhichRoleItTakes() throws Exception {
        Path keys = home.resolve("keys");
        assertEquals(
                0,
                execute(Map.of(), keys, "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "viewer")
                        .status());
        String key = Files.readString(keys.resolve("viewer.pub")).split(" ")[1];
        Files.writeString(
                home.resolve("etc/keys.properties"), "vic = " + key + ",_g_:viewergroup\n", StandardOpenOption.APPEND);
        Outcome seen = ssh("viewer", "vic", "127.0.0.1", "renkei:status --csv db-21-prod");
        assertEquals(seen.toString(), 11, seen.status());
        assertFalse("colours: " + seen.output(), seen.output().contains("\u001b"));
        Outcome stats = ssh("viewer", "vic", "127.0.0.1", "renkei:stats --csv db-21-prod");
        assertEquals(stats.toString(), 11, stats.status());
        assertTrue(stats.output(), stats.output().contains("db-21-prod,,,,,,,,,RNK-6005 the link is refused"));
        Outcome refused = ssh("viewer", "vic", "127.0.0.1", "renkei:pause db-21-prod --for 1h --yes");
        assertEquals(refused.toString(), 14, refused.status());
        assertEquals(
                "RNK-7002 renkei:pause needs the role manager; vic has: viewer\n"
                        + "Ask an account with the role that the message names.\n",
                refused.output());
        assertTrue(run("renkei:audit-list").output().contains("needs role manager"));
    }

    private static void pausesAreForManagersInJmxToo() throws Exception {
        Files.writeString(
                home.resolve("etc/users.properties"),
                "viv = " + digest("seeing") + ",_g_:viewergroup\nmax = " + digest("managing") + ",_g_:managergroup\n",
                StandardOpenOption.APPEND);
        String link = "\"mbean\":\"io.renkei:type=Link,name=db-21-prod\"";
        String look = "{\"type\":\"read\"," + link + ",\"attribute\":\"Cause\"}";
        String pause = "{\"type\":\"exec\"," + link + ",\"operation\":\"pause\",\"arguments\":[\"1h\",\"by jmx\"]}";
        await(() -> jolokia("viv", "seeing", look) == 200);
        assertEquals(403, jolokia("viv", "seeing", pause));
        assertTrue(run("renkei:audit-list")
                .output()
                .lines()
                .anyMatch(line -> line.contains("  viv ") && line.contains("  refused ")));
        // allowed, but a link that is refused asks no site
        String statistics = "{\"type\":\"exec\"," + link + ",\"operation\":\"statistics\"}";
        assertEquals(500, jolokia("viv", "seeing", statistics));
        assertEquals(200, jolokia("max", "managing", pause));
        Outcome paused = run("renkei:status db-21-prod");
        assertEquals(paused.toString(), 10, paused.status());
        assertTrue(paused.output(), paused.output().contains("Paused by max until "));
        assertTrue(run("renkei:audit-list").output().contains("by jmx"));
    }

    private static String health(String page, int status) throws Exception {
        String port = property("etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/renkei/health/" + page))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == status ? response.body() : "status " + response.statusCode();
    }

    /** Plain OpenSSH, without the launcher between. */
    private static Outcome ssh(String key, String user, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "/dev/null",
                "-p",
                property("etc/org.apache.karaf.shell.cfg", "sshPort"),
                "-i",
                key,
                "-l",
                user,
                "-o",
                "BatchMode=yes",
                "-o",
                "UserKnownHostsFile=known_hosts",
                "-o",
                "HostKeyAlias=renkei-node",
                "-n"));
        command.addAll(List.of(more));
        return execute(Map.of(), home.resolve("keys"), command.toArray(String[]::new));
    }

    @Test
    public void theShellServesNoFiles() throws Exception {
        Outcome sftp = ssh("operator", "admin", "-s", "127.0.0.1", "sftp");
        assertNotEquals(sftp.toString(), 0, sftp.status());
        assertTrue(sftp.toString(), sftp.errors().contains("subsystem request failed"));
    }

    @Test
    public void aSecondNodeStartsWithNoNetworkAndNoLocalRepository() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        String script = "ip link set lo up && '" + LAUNCHER + "' start --role site && '" + LAUNCHER
                + "' run 'bundle:list -t 0'; status=$?; '" + LAUNCHER + "' stop; exit $status";
        Outcome alone = execute(
                Map.of("HOME", empty.toString()), folder, "unshare", "--net", "--map-root-user", "bash", "-c", script);
        assertEquals(alone.toString(), 0, alone.status());
        assertTrue(alone.output(), alone.output().contains("Renkei :: Hawtio"));
        try (Stream<Path> made = Files.list(empty)) {
            assertEquals(
                    List.of(".renkei"),
                    made.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    public void anotherJavaIsRefusedInOneLine() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk-21/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("jdk-21/release"), "JAVA_VERSION=\"21.0.2\"\n");
        Outcome refused = execute(
                Map.of("JAVA_HOME", folder.resolve("jdk-21").toString()),
                folder,
                LAUNCHER.toString(),
                "start",
                "--home",
                folder.resolve("other").toString());
        assertEquals(1, refused.status());
        assertTrue(refused.errors(), refused.errors().contains("Java 17 only"));
        assertEquals(1, refused.errors().lines().count());
    }

    @Test
    public void wrongUseSaysWhatThereIs() throws Exception {
        assertEquals(2, renkei("strat").status());
        assertEquals(
                2,
                renkei("start", "--home", home.toString(), "--role", "center").status());
        assertEquals(
                2, renkei("start", "--home", home.toString(), "--role", "site").status());
        assertEquals(2, renkei("stop", "--home", home.toString(), "--now").status());
        assertEquals(
                1,
                renkei("run", "--home", folder.resolve("nothing").toString(), "x")
                        .status());
        assertEquals(
                2,
                renkei("start", "--home", INSTALLATION.resolve("home").toString())
                        .status());
    }

    private static Outcome run(String command) throws Exception {
        return renkei("run", "--home", home.toString(), command);
    }

    /** As cron runs it: no locale, no terminal, no JAVA_HOME. */
    private static Outcome renkei(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return execute(Map.of("LC_ALL", "C"), folder, command.toArray(String[]::new));
    }

    private static int jolokia(String user, String secret, String request) throws Exception {
        String port = property("etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port");
        String credentials = Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hawtio/jolokia/"))
                                .header("Authorization", "Basic " + credentials)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            return response.statusCode();
        }
        Matcher status = Pattern.compile("\"status\":(\\d+)").matcher(response.body());
        assertTrue(response.body(), status.find());
        return Integer.parseInt(status.group(1));
    }

    private static String property(String file, String key) throws IOException {
        return Files.readString(home.resolve(file))
                .lines()
                .filter(line -> line.startsWith(key + " ="))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static long pid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("data/renkei.pid")).strip());
    }
}
