package io.renkei.demo;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.Benchmark;
import io.renkei.demo.internal.bench.LinksBench;
import io.renkei.demo.internal.bench.SwapBench;
import io.renkei.demo.internal.bench.db.DbBench;
import io.renkei.demo.internal.bench.faults.FaultBench;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code ./renkei bench NAME [--json]}: exit status 0 if every goal is reached, 1 if not, 2 for wrong usage. */
public final class Bench {
    private static final int ALL_FEDERATIONS = 47;
    private static final int MOMENTS = 50;
    private static final String USAGE = """
            usage: renkei bench links  [--json] [--federations 1..47]
                   renkei bench swap   [--json]
                   renkei bench db     [--json] [--scale 0.01..9.99]
                   renkei bench faults [--json] [--moments 1..999]""";

    private Bench() {}

    /**
     * @param args name of the bench; {@code --json}: the document on standard output, the rest on standard error
     */
    public static void main(String[] args) throws Exception {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        List<String> left = new ArrayList<>(List.of(args));
        boolean json = left.remove("--json");
        BenchReport report;
        try (Benchmark bench = choose(left, err)) {
            Thread closing = new Thread(bench::close, "bench ends");
            Runtime.getRuntime().addShutdownHook(closing);
            report = bench.run();
            Runtime.getRuntime().removeShutdownHook(closing);
        } catch (IllegalArgumentException e) {
            err.println("renkei bench: " + e.getMessage());
            err.println(USAGE);
            System.exit(2);
            return;
        }
        out.println(json ? report.json() : report.text());
        out.flush();
        System.exit(report.ok() ? 0 : 1);
    }

    private static Benchmark choose(List<String> left, PrintWriter progress) throws IOException {
        String name = left.isEmpty() ? "" : left.remove(0);
        Benchmark bench;
        switch (name) {
            case "links" -> {
                String federations = option(left, "--federations", "[1-9]|[1-3][0-9]|4[0-7]", "1..47");
                requireNothing(left);
                bench = new LinksBench(
                        federations.isEmpty() ? ALL_FEDERATIONS : Integer.parseInt(federations), progress);
            }
            case "swap" -> {
                requireNothing(left);
                bench = new SwapBench(progress);
            }
            case "db" -> {
                String scale = option(left, "--scale", "[1-9](\\.[0-9]{1,2})?|0\\.[0-9]?[1-9]", "0.01..9.99");
                requireNothing(left);
                bench = new DbBench(scale.isEmpty() ? 1 : Double.parseDouble(scale), progress);
            }
            case "faults" -> {
                String moments = option(left, "--moments", "[1-9][0-9]{0,2}", "1..999");
                requireNothing(left);
                bench = new FaultBench(moments.isEmpty() ? MOMENTS : Integer.parseInt(moments), progress);
            }
            default ->
                throw new IllegalArgumentException(
                        "there are the benches links, swap, db and faults, not '" + name + "'");
        }
        return bench;
    }

    /** Takes an option with its value out of the arguments; empty: it is not there. */
    private static String option(List<String> left, String name, String pattern, String allowed) {
        int at = left.indexOf(name);
        if (at < 0) {
            return "";
        }
        left.remove(at);
        String value = at < left.size() ? left.remove(at) : "";
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(name + " takes " + allowed + ", was '" + value + "'");
        }
        return value;
    }

    private static void requireNothing(List<String> left) {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(" ", left));
        }
    }
}
