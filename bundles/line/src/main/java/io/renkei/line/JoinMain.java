package io.renkei.line;

import io.renkei.line.internal.Join;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code ./renkei join TOKEN --home DIR}: runs outside the container. Exit status 0 joined, 1 not, 2 wrong usage. */
public final class JoinMain {
    private JoinMain() {}

    /**
     * @param args token and node home
     */
    public static void main(String[] args) {
        int status;
        try (PrintWriter out =
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            if (args.length != 2) {
                out.println("usage: join TOKEN HOME");
                status = 2;
            } else {
                status = join(args[0], Path.of(args[1]), out);
            }
        }
        System.exit(status);
    }

    private static int join(String token, Path home, PrintWriter out) {
        try {
            out.println(Join.join(token, home));
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            out.println("not joined: " + e.getMessage());
            return 1;
        }
    }
}
