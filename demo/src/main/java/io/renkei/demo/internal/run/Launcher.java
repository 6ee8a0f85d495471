package io.renkei.demo.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The program {@code renkei}, called as a person would call it; after {@link #close} it only stops nodes. */
public final class Launcher implements AutoCloseable {
    private static final long COMMAND_MAX_S = 180;

    /**
     * @param status exit status
     * @param text what it printed
     */
    public record Result(int status, String text) {}

    private final Path script;
    private final Set<Process> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Launcher(Path script) {
        this.script = script;
    }

    Path script() {
        return script;
    }

    /**
     * @throws IOException if it does not end in time, or this was closed
     */
    Result call(String... arguments) throws IOException, InterruptedException {
        return call(true, arguments);
    }

    /** Stops a node; works after {@link #close} too. */
    Result stop(Path home) throws IOException, InterruptedException {
        return call(false, "stop", "--home", home.toString(), "--force");
    }

    private Result call(boolean endsWithThis, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("renkei-demo", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            Process process = begin(builder, endsWithThis);
            try {
                if (!process.waitFor(COMMAND_MAX_S, TimeUnit.SECONDS)) {
                    throw new IOException("renkei " + arguments[0] + " did not end in " + COMMAND_MAX_S + " s");
                }
            } finally {
                underWay.remove(process);
                end(process);
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    private Process begin(ProcessBuilder builder, boolean endsWithThis) throws IOException {
        if (!endsWithThis) {
            return builder.start();
        }
        synchronized (underWay) {
            if (closed) {
                throw new IOException("ending: nothing new is begun");
            }
            Process process = builder.start();
            underWay.add(process);
            return process;
        }
    }

    /** Ends what is under way, so that no node is half started behind the back of whoever stops them all. */
    @Override
    public void close() {
        synchronized (underWay) {
            closed = true;
            underWay.forEach(Launcher::end);
        }
    }

    private static void end(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
