package io.renkei.demo;

import io.renkei.demo.internal.bench.BenchReport;
import io.renkei.demo.internal.bench.LinksBench;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code ./renkei bench NAME [--json]}: exit status 0 if every goal is reached, 1 if not, 2 for wrong usage. */
public final class Bench {
    private static final int ALL_FEDERATIONS = 47;

    private Bench() {}

    /**
     * @param args name of the bench; {@code --json}: the document on standard output, the rest on standard error
     */
    public static void main(String[] args) throws Exception {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        List<String> left = new ArrayList<>(List.of(args));
        boolean json = left.remove("--json");
        int federations = federations(left);
        if (!left.equals(List.of("links")) || federations < 1) {
            err.println("usage: renkei bench links [--json] [--federations 1..47]");
            System.exit(2);
            return;
        }
        BenchReport report;
        try (LinksBench bench = new LinksBench(federations, err)) {
            Thread closing = new Thread(bench::close, "bench ends");
            Runtime.getRuntime().addShutdownHook(closing);
            report = bench.run();
            Runtime.getRuntime().removeShutdownHook(closing);
        }
        out.println(json ? report.json() : report.text());
        out.flush();
        System.exit(report.ok() ? 0 : 1);
    }

    /** Takes {@code --federations N} out of the arguments; 0: wrong. */
    private static int federations(List<String> left) {
        int at = left.indexOf("--federations");
        if (at < 0) {
            return ALL_FEDERATIONS;
        }
        left.remove(at);
        String number = at < left.size() ? left.remove(at) : "";
        int federations = number.matches("[0-9]{1,2}") ? Integer.parseInt(number) : 0;
        return federations <= ALL_FEDERATIONS ? federations : 0;
    }
}
