package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveSettingsTest {
    @TempDir
    private Path etc;

    @Test
    void everyKeyIsShownWithItsOriginAndSecretsAsReferences() {
        NodeHome home = new NodeHome(etc).whole();
        FederationSettings read =
                home.read("13-prod", NodeHome.RIGHT + "db.late = 2m\n").value().orElseThrow();
        List<String> lines = EffectiveSettings.of(read, NodeHome.KINDS.get(0)).stream()
                .map(setting -> setting.key() + "=" + setting.value() + " ("
                        + setting.source().replace(etc + "/io.renkei.federation-", "") + ")")
                .toList();
        assertEquals(
                List.of(
                        "federation=13 (13-prod.cfg:1)",
                        "environment=prod (13-prod.cfg:2)",
                        "name=東京都国民健康保険団体連合会 (13-prod.cfg:3)",
                        "db.source.url=jdbc:postgresql://c.example/payment_13 (13-prod.cfg:5)",
                        "db.source.password=secret:source-13 (13-prod.cfg:6)",
                        "db.target.url=jdbc:postgresql://s.example/payment_13 (13-prod.cfg:7)",
                        "db.target.password=secret:target-13 (13-prod.cfg:8)",
                        "db.load=if-empty (default)",
                        "db.heartbeat=100ms (default)",
                        "db.batch.bytes=1MiB (default)",
                        "db.batch.rows=10000 (default)",
                        "db.strict=true (default)",
                        "db.note= (default)",
                        "db.journal.limit=20GiB (default)",
                        "db.journal.segment=64MiB (default)",
                        "db.journal.retention=3d (default)",
                        "db.journal.key= (default)",
                        "db.late=2m (13-prod.cfg:9)"),
                lines);
        assertTrue(lines.stream().noneMatch(line -> line.contains("s3cret")));
    }
}
