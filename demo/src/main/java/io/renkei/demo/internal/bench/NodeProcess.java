package io.renkei.demo.internal.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process seen from outside. */
public record NodeProcess(long pid) {
    /** Ticks of /proc/PID/stat: 100 a second on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** User and system time of the process; then the same of its children that have ended and were waited for. */
    private static final int FIRST_TICKS = 11;

    private static final int OWN = 2;
    private static final int WITH_ENDED_CHILDREN = 4;

    /** Processor time since it started, in seconds. */
    public double cpuSeconds() throws IOException {
        return seconds(pid, OWN);
    }

    /** Processor time of it and of all its descendants, also of those that have ended, in seconds. */
    public double familyCpuSeconds() throws IOException {
        double sum = seconds(pid, WITH_ENDED_CHILDREN);
        List<ProcessHandle> family =
                ProcessHandle.of(pid).map(it -> it.descendants().toList()).orElse(List.of());
        for (ProcessHandle one : family) {
            try {
                sum += seconds(one.pid(), WITH_ENDED_CHILDREN);
            } catch (IOException e) {
                if (one.isAlive()) {
                    throw e;
                }
                // it has just ended; its parent has counted it too late for this look, some ms in all
            }
        }
        return sum;
    }

    private static double seconds(long pid, int count) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
        // the second field, the name in brackets, may hold blanks
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = FIRST_TICKS; i < FIRST_TICKS + count; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Stops it where it stands: {@code SIGSTOP}. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on: {@code SIGCONT}. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
        if (status != 0) {
            throw new IOException("kill " + name + " " + pid + " ended with " + status);
        }
    }
}
