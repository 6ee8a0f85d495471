package io.renkei.demo;

import io.renkei.demo.internal.run.Board;
import io.renkei.demo.internal.run.Demo;
import io.renkei.demo.internal.run.Options;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

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
        boolean good = false;
        try (Demo demo = new Demo(options, err, Board.atTerminal())) {
            // whichever comes first closes, the other waits for it: Ctrl-C at any moment leaves nothing behind
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo ends"));
            try {
                good = demo.run(out);
            } catch (IOException | SQLException | ExecutionException e) {
                if (!demo.interrupted()) {
                    demo.keep();
                    err.println("renkei demo: " + e.getMessage());
                }
            }
        }
        out.flush();
        System.exit(good ? 0 : 1);
    }
}
