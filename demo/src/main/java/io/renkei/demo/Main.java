package io.renkei.demo;

import io.renkei.demo.internal.run.Demo;
import io.renkei.demo.internal.run.Options;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** {@code ./renkei demo}: exit status 0 if every pair of databases is equal, 1 if not, 2 for wrong usage. */
public final class Main {
    private Main() {}

    /**
     * @param args see {@link Options}
     */
    public static void main(String[] args) throws Exception {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            err.println("renkei demo: " + e.getMessage());
            System.exit(2);
            return;
        }
        boolean equal;
        try (Demo demo = new Demo(options, err)) {
            Thread closing = new Thread(demo::close, "demo ends");
            Runtime.getRuntime().addShutdownHook(closing);
            equal = demo.run(out);
            Runtime.getRuntime().removeShutdownHook(closing);
        }
        out.flush();
        System.exit(equal ? 0 : 1);
    }
}
