package io.renkei.itests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.server.Folders;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The demo as a process of its own, started with the command line of {@code ./renkei demo}: its options, its exit status,
 * its end by a signal. The launcher itself would build the source tree first, in the middle of the build that runs this.
 */
class DemoTest {
    private static final Duration BOUND = Duration.ofSeconds(150);

    /** What a person waits for after Ctrl-C. */
    private static final Duration END_MAX = Duration.ofSeconds(30);

    /** What a process ends with that a SIGTERM has ended. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private static final String CENTRE_RUNS = "\nready\n";
    private static final String BEHIND = "Renkei's back";

    private Path folder;
    private Process demo;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("renkei-demo-itest");
    }

    @AfterEach
    void remove() throws Exception {
        if (demo.isAlive()) {
            demo.destroyForcibly().waitFor();
        }
        processes().forEach(ProcessHandle::destroyForcibly);
        assertTrue(Waiting.until(() -> processes().isEmpty(), END_MAX));
        Folders.delete(home());
        Folders.delete(folder);
    }

    /** And the line is cut meanwhile: that heals, what was tampered with does not. */
    @Test
    void aRowThatWasTamperedWithIsFoundAndTheDemoFails() throws Exception {
        start("--tamper", "--break", "line", "--for", "12s", "--json");
        assertNotEquals(0, end(BOUND), this::progress);
        assertTrue(progress().contains(BEHIND), this::progress);
        assertTold(
                "\"broken\":{\"what\":\"line\"",
                "\"asExpected\":true",
                "\"tampered\":true",
                "\"enough\":true",
                "\"differencesByRenkei\":1,",
                "\"differencesBySql\":1,",
                "\"ok\":false}");
        assertGone();
        assertFalse(Files.exists(home()), this::progress);
    }

    @ParameterizedTest
    @CsvSource({"target, retrying", "kill, running"})
    void whatWasBrokenHealsAndEveryPairIsEqual(String what, String shown) throws Exception {
        start("--break", what, "--for", "12s", "--json");
        assertEquals(0, end(BOUND), this::progress);
        assertTold(
                "\"broken\":{\"what\":\"" + what + "\"",
                "\"asExpected\":true",
                "\"" + shown + "\"",
                "\"tampered\":false",
                "\"differencesByRenkei\":0,",
                "\"differencesBySql\":0,",
                "\"equal\":true",
                "\"ok\":true}");
        assertGone();
        assertFalse(Files.exists(home()), this::progress);
    }

    @Test
    void aSignalStopsEverythingAndKeepsTheFolderThatIsWanted() throws Exception {
        start("--keep");
        awaitProgress(CENTRE_RUNS);
        demo.destroy();
        assertEquals(ENDED_BY_SIGTERM, end(END_MAX), this::progress);
        assertGone();
        assertTrue(progress().contains("kept: " + home()), this::progress);
        assertTrue(Files.isRegularFile(home().resolve("centre/etc/io.renkei.node.cfg")), this::progress);
        assertTrue(Files.isDirectory(home().resolve("pg-federation/data/base")), this::progress);
    }

    @Test
    void aSignalInTheMiddleOfTheStartLeavesNothingBehind() throws Exception {
        start();
        awaitNode();
        demo.destroy();
        assertEquals(ENDED_BY_SIGTERM, end(END_MAX), this::progress);
        assertGone();
        assertFalse(Files.exists(home()), this::progress);
    }

    private void start(String... options) throws IOException {
        Path launcher = Path.of(System.getProperty("renkei.launcher"));
        Path built = launcher.resolveSibling("demo/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dfile.encoding=UTF-8",
                "-Drenkei.launcher=" + launcher,
                "-cp",
                built.resolve("io.renkei.demo-0.1.0.jar") + ":" + built.resolve("dependency") + "/*",
                "io.renkei.demo.Main"));
        command.addAll(List.of(options));
        demo = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    /** Its exit status. */
    private int end(Duration atMost) throws InterruptedException {
        assertTrue(demo.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS), () -> "runs on:\n" + progress());
        return demo.exitValue();
    }

    /** One line of JSON on standard output, and nothing else. */
    private void assertTold(String... parts) {
        List<String> lines = text("out").lines().toList();
        assertEquals(1, lines.size(), lines::toString);
        for (String part : parts) {
            assertTrue(lines.get(0).contains(part), () -> part + " is not in " + lines.get(0));
        }
    }

    private void assertGone() {
        assertEquals(List.of(), processes().stream().map(DemoTest::commandLine).toList());
    }

    private void awaitProgress(String words) throws InterruptedException {
        awaitUnderWay(() -> progress().contains(words));
    }

    /** A node's container is starting. */
    private void awaitNode() throws InterruptedException {
        awaitProgress("servers below ");
        awaitUnderWay(() ->
                processes().stream().anyMatch(process -> commandLine(process).contains("-Dkaraf.base=")));
    }

    private void awaitUnderWay(Waiting.Condition condition) throws InterruptedException {
        assertTrue(Waiting.until(() -> condition.holds() || !demo.isAlive(), BOUND), this::progress);
        assertTrue(demo.isAlive(), this::progress);
    }

    /** The folder that the demo made for itself, as it says. */
    private Path home() {
        Matcher said = Pattern.compile("servers below (.+)").matcher(progress());
        assertTrue(said.find(), this::progress);
        return Path.of(said.group(1));
    }

    /** Whatever of the demo still runs: nodes, database servers, launchers. */
    private List<ProcessHandle> processes() {
        String home = home().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(home))
                .toList();
    }

    /** With blanks between the words; empty for what has ended. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    private String progress() {
        return text("err");
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
