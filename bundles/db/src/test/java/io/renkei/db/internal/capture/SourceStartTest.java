package io.renkei.db.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.LinkException;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.db.internal.apply.TestServer;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.TargetStateReply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source never starts from "now" when something before is missing. */
class SourceStartTest {
    private static final String CLAIM = "CREATE TABLE claim (id int PRIMARY KEY, note text)";
    private static final String DROP_SLOT = "SELECT pg_drop_replication_slot('" + SourceRig.SLOT + "')";

    private SourceRig rig;

    @AfterEach
    void close() throws SQLException {
        if (rig != null) {
            rig.close();
        }
    }

    private String refusal() {
        LinkException lost = assertThrows(PermanentLinkException.class, rig::open);
        assertEquals(ErrorCode.SLOT_LOST, lost.code());
        return lost.detail();
    }

    /** Carried one row, then disconnected. */
    private void carried() throws SQLException {
        rig = SourceRig.of(CLAIM).started();
        rig.execute("INSERT INTO claim VALUES (1, 'a')");
        rig.messages();
        rig.shut();
    }

    @Test
    void aSlotThatIsGoneIsRefused() throws SQLException {
        carried();
        rig.execute(DROP_SLOT);
        assertEquals("slot renkei_db_13_prod is gone", refusal());
    }

    @Test
    void aSlotThatWasMadeAnewIsRefused() throws SQLException {
        carried();
        rig.execute(
                DROP_SLOT,
                "INSERT INTO claim VALUES (2, 'lost')",
                "SELECT pg_create_logical_replication_slot('" + SourceRig.SLOT + "', 'pgoutput')");
        assertTrue(refusal().contains("changes between them are gone"));
    }

    /** Made anew while the link was stopped: in the publication again, its rows would be missing without a word. */
    @Test
    void aTableThatJoinsWithRowsIsNotPublishedByItself() throws SQLException {
        carried();
        rig.execute("DROP TABLE claim", CLAIM, "INSERT INTO claim VALUES (5, 'never in the stream')");
        List<String> found = rig.prepare().stream()
                .filter(finding -> !finding.ok())
                .map(finding -> finding.message() + " | " + finding.statement())
                .toList();
        assertEquals(
                "joins a link that is carried already: the rows it holds would not be copied; make the target's rows the"
                        + " same first, or begin anew with db.load = replace | ALTER PUBLICATION \"renkei_db_13_prod\""
                        + " ADD TABLE \"public\".\"claim\";",
                found.get(0));
        LinkException refused = assertThrows(PermanentLinkException.class, rig::open);
        assertEquals("publication renkei_db_13_prod: it lacks public.claim", refused.detail());
    }

    @Test
    void aSlotOfAnotherPluginIsRefused() throws SQLException {
        carried();
        rig.execute(DROP_SLOT, "SELECT pg_create_physical_replication_slot('" + SourceRig.SLOT + "', true)");
        assertTrue(refusal().startsWith("the slot is invalid"));
    }

    @Test
    void aSlotThatTheServerInvalidatedIsRefused() throws SQLException {
        carried();
        TestServer.execute(rig.url, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
        try {
            for (int i = 0; i < 4; i++) {
                rig.execute("SELECT pg_logical_emit_message(false, 'x', 'x')", "SELECT pg_switch_wal()");
            }
            rig.execute("CHECKPOINT");
            assertTrue(refusal().startsWith("the slot is invalid"));
            // a new link whose target is said to be right must not begin now either
            rig.position = Position.START;
            assertEquals(
                    "slot renkei_db_13_prod is invalid; drop it if the target's rows are right as of now", refusal());
        } finally {
            TestServer.execute(rig.url, "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void aSourceThatEndsBeforeThePositionIsRefused() throws SQLException {
        carried();
        rig.position = Position.of(rig.position.order() + (1L << 40));
        assertTrue(refusal().endsWith("it was restored or replaced"));
    }

    @Test
    void aPositionThatOnlyTheTargetKnowsIsHeldAgainstTheSlotToo() throws SQLException {
        carried();
        rig.target = new TargetStateReply(rig.position, List.of("public.claim"), List.of());
        rig.position = Position.START;
        rig.open();
        rig.position = rig.target.checkpoint();
        assertEquals(
                List.of(),
                rig.messages().stream().filter(m -> m.startsWith("I")).toList());
        rig.shut();
        rig.execute(DROP_SLOT);
        rig.position = Position.START;
        assertEquals("slot renkei_db_13_prod is gone", refusal());
    }

    @Test
    void aFilledTargetIsRefusedUnlessItWasChosen() throws SQLException {
        rig = SourceRig.of(CLAIM);
        rig.settings.put("db.load", "if-empty");
        rig.prepare();
        rig.target = new TargetStateReply(Position.START, List.of("public.claim"), List.of());
        LinkException refused = assertThrows(PermanentLinkException.class, rig::open);
        assertEquals(ErrorCode.TARGET_NOT_EMPTY, refused.code());
        assertEquals("the target has rows in public.claim", refused.detail());
        assertEquals("0", rig.query("SELECT count(*) FROM pg_replication_slots"));
    }

    @Test
    void aSlotThatAnotherProgramReadsIsLeftAlone() throws IOException, SQLException {
        carried();
        Properties login = Databases.login(rig, "source", "capture");
        login.setProperty("ApplicationName", "pg_recvlogical");
        try (ReplicationConnection other = new ReplicationConnection(login, Map.of())) {
            other.begin(
                    "START_REPLICATION SLOT " + SourceRig.SLOT
                            + " LOGICAL 0/0 (proto_version '1', publication_names 'renkei_db_13_prod')",
                    'W',
                    Duration.ofSeconds(10));
            LinkException refused = assertThrows(PermanentLinkException.class, rig::open);
            assertEquals(ErrorCode.SOURCE_NOT_PREPARED, refused.code());
            assertEquals("slot renkei_db_13_prod is read by another program", refused.detail());
        }
    }

    /** Two databases of one server with links of one name, of two installations perhaps: neither may end the other's. */
    @Test
    void theSlotOfAnotherDatabaseIsLeftAlone() throws SQLException {
        carried();
        for (String load : List.of("never", "replace")) {
            SourceRig second = SourceRig.of(CLAIM);
            second.settings.put("db.load", load);
            for (Finding finding : second.prepare()) {
                assertTrue(finding.ok(), finding.toString());
            }
            LinkException refused = assertThrows(PermanentLinkException.class, second::open);
            assertEquals(ErrorCode.SOURCE_NOT_PREPARED, refused.code());
            assertEquals(
                    "slot renkei_db_13_prod of this server belongs to another database ("
                            + rig.query("SELECT current_database()") + "), which has a link of the same name",
                    refused.detail());
            second.services.close();
            second.connection.close();
        }
        rig.execute("INSERT INTO claim VALUES (2, 'still carried')");
        rig.open();
        assertTrue(rig.messages().contains("I claim N(2,still carried)"));
    }

    /** The slot, the names and the server are the same, and the log has grown beyond the position: only its content tells. */
    @Test
    void aSourceThatWasRestoredFromACopyIsRefused(@TempDir Path folder) throws IOException, SQLException {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        Position before;
        try (EmbeddedPostgres server = server(data)) {
            rig = new SourceRig(database(server), CLAIM).started();
            rig.execute("INSERT INTO claim VALUES (1, 'in the copy')");
            rig.messages();
            rig.source().release(rig.position);
            rig.shut();
            before = rig.position;
            rig.services.close();
        }
        copy(data, copy);
        try (EmbeddedPostgres server = server(data)) {
            SourceRig later = new SourceRig(address(server));
            later.position = before;
            later.open();
            later.execute("INSERT INTO claim VALUES (2, 'after the copy')");
            assertTrue(later.messages().contains("I claim N(2,after the copy)"));
            later.shut();
            before = later.position;
            later.services.close();
            later.connection.close();
        }
        try (EmbeddedPostgres server = server(copy)) {
            SourceRig restored = new SourceRig(address(server));
            restored.position = before;
            restored.execute("INSERT INTO claim SELECT g, 'another history' FROM generate_series(100, 5000) g");
            restored.execute("INSERT INTO claim VALUES (6000, 'another history')");
            restored.open();
            LinkException refused = assertThrows(PermanentLinkException.class, restored::messages);
            assertEquals(ErrorCode.SLOT_LOST, refused.code());
            assertTrue(refused.detail().contains("restored or replaced"), refused.detail());
            restored.shut();
            restored.services.close();
            restored.connection.close();
        } finally {
            rig = null;
        }
    }

    private static EmbeddedPostgres server(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
    }

    private static String database(EmbeddedPostgres server) throws SQLException {
        TestServer.execute("jdbc:postgresql://localhost:" + server.getPort() + "/postgres", "CREATE DATABASE restored");
        return address(server);
    }

    private static String address(EmbeddedPostgres server) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/restored";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
