package io.renkei.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

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
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    /** What a command did. */
    private record Outcome(int status, String output, String errors) {}

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

    @Test
    public void theShellServesNoFiles() throws Exception {
        String port = property("etc/org.apache.karaf.shell.cfg", "sshPort");
        Outcome sftp = execute(
                Map.of(),
                home.resolve("keys"),
                "ssh",
                "-F",
                "/dev/null",
                "-p",
                port,
                "-i",
                "operator",
                "-l",
                "admin",
                "-o",
                "BatchMode=yes",
                "-o",
                "UserKnownHostsFile=known_hosts",
                "-o",
                "HostKeyAlias=renkei-node",
                "-n",
                "-s",
                "127.0.0.1",
                "sftp");
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

    private static Outcome execute(Map<String, String> environment, Path where, String... command) throws Exception {
        Path output = Files.createTempFile("output", ".txt");
        Path errors = Files.createTempFile("errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("RENKEI_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(String.join(" ", command), process.waitFor(180, TimeUnit.SECONDS));
        Outcome outcome = new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
        Files.delete(output);
        Files.delete(errors);
        return outcome;
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

    private static String digest(String secret) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        return "{CRYPT}" + HexFormat.of().formatHex(digest) + "{CRYPT}";
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

    /** Local addresses, in the form of /proc/net/tcp, on which this process accepts connections. */
    private static List<String> listening(long pid) throws IOException {
        List<String> sockets = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files.toList()) {
                String target = Files.isSymbolicLink(file)
                        ? Files.readSymbolicLink(file).toString()
                        : "";
                Matcher socket = Pattern.compile("socket:\\[(\\d+)]").matcher(target);
                if (socket.matches()) {
                    sockets.add(socket.group(1));
                }
            }
        }
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals("0A") && sockets.contains(columns[9])) {
                    addresses.add(columns[1]);
                }
            }
        }
        return addresses;
    }

    private static String contents(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file) + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
