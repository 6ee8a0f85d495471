package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.db.internal.wire.TlsServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source behind TLS. */
class EncryptedSourceTest {
    private static final int TRANSACTIONS = 200;
    private static final String ALL_SENT = "SELECT bool_and(sent_lsn >= pg_current_wal_lsn()) FROM pg_stat_replication";

    @TempDir
    private static Path folder;

    @Test
    void transactionsThatWaitInTheSocketAreOneBatch() throws Exception {
        try (TlsServer server = new TlsServer(folder);
                SourceRig rig = new SourceRig(
                        "jdbc:postgresql://localhost:" + server.port() + "/postgres",
                        "CREATE TABLE claim (id int PRIMARY KEY)")) {
            rig.settings.put("db.source.tls", "verify-full");
            rig.settings.put("db.source.tls.ca", server.ca().toString());
            rig.started();
            for (int i = 0; i < TRANSACTIONS; i++) {
                rig.execute("INSERT INTO claim VALUES (" + i + ")");
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!rig.query(ALL_SENT).equals("t")) {
                assertTrue(System.nanoTime() < end, "the server does not send");
            }
            List<Long> rows = rig.read().stream()
                    .map(batch -> batch.end().items())
                    .filter(items -> items > 0)
                    .toList();
            assertEquals(List.of((long) TRANSACTIONS), rows);
        }
    }
}
