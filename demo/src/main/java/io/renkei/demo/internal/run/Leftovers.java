package io.renkei.demo.internal.run;

import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processes that live below a folder of ours: what an end in the middle of a start may leave behind. */
final class Leftovers {
    private static final Duration END_MAX = Duration.ofSeconds(5);

    private Leftovers() {}

    /**
     * Ends them hard.
     *
     * @param home folder of a fleet
     * @return how many there were
     */
    static int end(Path home) throws InterruptedException {
        List<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> livesIn(process, home))
                .toList();
        found.forEach(ProcessHandle::destroyForcibly);
        Waiting.until(() -> found.stream().noneMatch(ProcessHandle::isAlive), END_MAX);
        return found.size();
    }

    private static boolean livesIn(ProcessHandle process, Path home) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            String name = new String(home.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            // a node says -Dkaraf.base=HOME/..., a database server -D HOME/...; others that name the folder are not
            // ours
            return Stream.of(line.split("\0", -1))
                    .anyMatch(word -> word.startsWith("-Dkaraf.base=" + name + "/")
                            || (word.startsWith(name + "/pg-") && line.contains("bin/postgres\0")));
        } catch (IOException e) {
            // it has ended, or is somebody else's
            return false;
        }
    }
}
