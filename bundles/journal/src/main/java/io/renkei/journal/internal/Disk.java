package io.renkei.journal.internal;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** How the journal reaches the disk; the tests put one in its place that fills up or fails. */
interface Disk {
    /** Opens a file; one that is created is readable by its owner alone, for it holds what the databases hold. */
    FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException;

    /** Makes the names in a folder durable. */
    void forceFolder(Path folder) throws IOException;

    /** Creates a folder for its owner alone, and those above it that are missing. */
    default void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder, Real.ownerOnly("rwx------"));
    }

    /** The real one. */
    final class Real implements Disk {
        private static final boolean POSIX =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

        @Override
        public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
            return FileChannel.open(file, options, ownerOnly("rw-------"));
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            if (File.separatorChar == '\\') {
                return; // NTFS logs names itself, and Windows opens no folder as a file
            }
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        private static FileAttribute<?>[] ownerOnly(String permissions) {
            if (!POSIX) {
                return new FileAttribute<?>[0];
            }
            return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
            };
        }
    }
}
