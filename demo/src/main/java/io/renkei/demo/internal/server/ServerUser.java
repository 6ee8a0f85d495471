package io.renkei.demo.internal.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who PostgreSQL runs as: it refuses to run as root, so root needs a way to be somebody else. */
enum ServerUser {
    /** The user who started us. */
    SAME,
    /** Root as seen from outside, nobody in a name space of its own: no file changes its owner. */
    NAMESPACE,
    /** For containers that forbid name spaces; the data must lie in a folder that nobody may enter. */
    NOBODY;

    static ServerUser find() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return SAME;
        }
        return works(NAMESPACE.command("true")) ? NAMESPACE : NOBODY;
    }

    List<String> command(String... words) {
        List<String> command = new ArrayList<>(
                switch (this) {
                    case SAME -> List.of();
                    case NAMESPACE -> List.of("unshare", "--user");
                    case NOBODY -> List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
                });
        command.addAll(List.of(words));
        return command;
    }

    /** Lets this user pass through the folder that holds a folder: temporary ones are made for their owner alone. */
    void letThrough(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (this != NOBODY || above == null) {
            return;
        }
        Set<PosixFilePermission> passable = EnumSet.copyOf(Files.getPosixFilePermissions(above));
        if (passable.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(above, passable);
        }
    }

    /** Gives a folder that root made to this user. */
    void own(Path folder) throws IOException {
        if (this != NOBODY) {
            return;
        }
        UserPrincipal nobody =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                Files.setOwner(path, nobody);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                Files.setOwner(path, nobody);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Whether this user can enter a folder. */
    boolean reaches(Path folder) throws IOException, InterruptedException {
        return this != NOBODY || works(command("test", "-x", folder.toString()));
    }

    private static boolean works(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
