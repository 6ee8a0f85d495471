package io.renkei.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code build/prerequisites.sh} says to an ordinary user of a machine that has none of what Renkei needs. */
class PrerequisitesTest {
    private static final Path SCRIPT =
            Path.of("../../build/prerequisites.sh").toAbsolutePath().normalize();

    /** What every Debian has, the smallest too. */
    private static final List<String> ALWAYS_THERE =
            List.of("bash", "uname", "id", "sort", "tr", "sed", "head", "grep", "apt-get");

    @TempDir
    private Path machine;

    @BeforeEach
    void aMachineWithNothingButTheBase() throws IOException {
        Files.setPosixFilePermissions(machine, PosixFilePermissions.fromString("rwxr-xr-x"));
        // a copy: an ordinary user may not be allowed to look into the source tree
        Files.copy(SCRIPT, machine.resolve("prerequisites.sh"));
        Files.setPosixFilePermissions(
                machine.resolve("prerequisites.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path programs = Files.createDirectory(machine.resolve("bin"));
        for (String program : ALWAYS_THERE) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
        }
    }

    @Test
    void namesWhatTheTestsNeedInOneLineToCopy() throws Exception {
        List<String> line = refusalFor("test");
        assertEquals(1, line.size(), line.toString());
        assertTrue(line.get(0).contains("sudo apt-get update && sudo apt-get install -y "), line.toString());
        for (String wanted : List.of("iproute2", "maven", "mount", "openssh-client", "util-linux")) {
            assertTrue(List.of(line.get(0).split(" ")).contains(wanted), wanted + " in: " + line);
        }
    }

    @Test
    void namesWhatANodeNeedsInOneLineToCopy() throws Exception {
        List<String> line = refusalFor("run");
        assertEquals(1, line.size(), line.toString());
        assertTrue(line.get(0).contains("openssh-client"), line.toString());
        assertTrue(!line.get(0).contains("maven") && !line.get(0).contains("iproute2"), line.toString());
    }

    private List<String> refusalFor(String purpose) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.addAll(
                List.of("/usr/bin/bash", machine.resolve("prerequisites.sh").toString(), purpose));
        Path said = machine.resolve("said-" + purpose);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(machine.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("PATH", machine.resolve("bin").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), purpose);
        List<String> lines = Files.readAllLines(said);
        assertEquals(1, process.exitValue(), lines.toString());
        return lines;
    }
}
