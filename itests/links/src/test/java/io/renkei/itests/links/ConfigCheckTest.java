package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.LinkKind;
import io.renkei.config.CheckMain;
import io.renkei.config.FileSecrets;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config-check --connect} with the kinds of the distribution and a real PostgreSQL; no node runs. */
class ConfigCheckTest {
    private static EmbeddedPostgres server;
    private static int number;

    @TempDir
    private Path etc;

    private String source;
    private String target;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_replication_slots", "10")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void makeNode() throws Exception {
        number++;
        source = "cc_source_" + number;
        target = "cc_target_" + number;
        String account = "cc_app_" + number;
        run("postgres", "CREATE ROLE " + account + " LOGIN PASSWORD 'pass-word'");
        run("postgres", "CREATE DATABASE " + source);
        run("postgres", "CREATE DATABASE " + target);
        write("io.renkei.node.cfg", "role = all\n");
        write("secrets/app", "pass-word\n");
        Files.setPosixFilePermissions(etc.resolve("secrets/app"), PosixFilePermissions.fromString("rw-------"));
        write(
                "lists/tables.csv",
                "object,migrate,link,class,month_column,number_flag,columns\npublic.claim,yes,yes,claim,,no,*\n");
        write("io.renkei.federation-13-prod.cfg", """
                federation = 13
                environment = prod
                links = db
                db.source.url = %s
                db.source.user = %s
                db.source.password = secret:app
                db.target.url = %s
                db.target.user = %s
                db.target.password = secret:app
                """.formatted(url(source), account, url(target), account));
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    private static void run(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database), "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = etc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Exit status and what was printed. */
    private record Outcome(int status, List<String> lines) {
        /** What a side lacks. */
        List<String> missing(String half) {
            String begin = "db-13-prod " + half + ": MISSING: ";
            return lines.stream()
                    .filter(line -> line.startsWith(begin))
                    .map(line -> line.substring(begin.length()))
                    .toList();
        }

        /** The statements that mend it. */
        List<String> statements() {
            return lines.stream()
                    .filter(line -> line.startsWith("    "))
                    .map(String::strip)
                    .toList();
        }
    }

    private Outcome check() {
        List<LinkKind> kinds = new ArrayList<>();
        ServiceLoader.load(LinkKind.class).forEach(kinds::add);
        assertEquals(List.of("db"), kinds.stream().map(LinkKind::name).toList());
        StringWriter text = new StringWriter();
        FileSecrets secrets = new FileSecrets(etc.resolve("secrets"), Map.of());
        int status = new CheckMain(etc, kinds, secrets, new PrintWriter(text)).run(List.of("--connect"));
        assertTrue(!text.toString().contains("pass-word"), text::toString);
        return new Outcome(status, text.toString().lines().toList());
    }

    @Test
    void namesMarkerRightTableAndPublication() {
        Outcome outcome = check();
        assertEquals(13, outcome.status());
        assertEquals(
                List.of(
                        "right to replicate: of the account cc_app_" + number,
                        "marker renkei.renkei_environment: must say 13 prod",
                        "table public.claim: there is no such table",
                        "publication renkei_db_13_prod: the lists allow no table that can be carried"),
                outcome.missing("centre"));
        assertEquals(
                List.of(
                        "marker renkei.renkei_environment: must say 13 prod",
                        "table renkei.renkei_checkpoint: holds the link's position",
                        "right to set session_replication_role: without it foreign keys and triggers of the"
                                + " target act on every change, and tables with triggers stop the link",
                        "table public.claim: is not there; make it as it is at the source, for example with pg_dump"
                                + " --schema-only"),
                outcome.missing("site"));
    }

    @Test
    void namesTheIdentityAndTheRightsOfATable() throws SQLException {
        run(source, "CREATE TABLE claim (id int)", "GRANT SELECT ON claim TO public");
        run(target, "CREATE TABLE claim (id int)", "GRANT SELECT, INSERT ON claim TO public");
        Outcome outcome = check();
        assertTrue(
                outcome.missing("centre")
                        .contains(
                                "table public.claim: it has no primary key that is checked at once and no replica identity: updates and"
                                        + " deletes could not be carried (ALTER TABLE public.claim ADD PRIMARY KEY, or REPLICA"
                                        + " IDENTITY USING INDEX or FULL)"),
                outcome.lines()::toString);
        assertTrue(
                outcome.missing("site").contains("table public.claim: the account lacks UPDATE, DELETE, TRUNCATE"),
                outcome.lines()::toString);
        run(source, "ALTER TABLE claim ADD PRIMARY KEY (id)", "REVOKE SELECT ON claim FROM public");
        assertTrue(
                check().missing("centre").contains("table public.claim: the account may not read it (GRANT SELECT)"),
                outcome.lines()::toString);
    }

    @Test
    void aMarkerThatTheAccountMayNotReadIsAMissingRight() throws SQLException {
        for (String database : List.of(source, target)) {
            run(
                    database,
                    "CREATE SCHEMA renkei",
                    "CREATE TABLE renkei.renkei_environment (federation varchar(2), environment varchar(4))",
                    "INSERT INTO renkei.renkei_environment VALUES ('13', 'prod')");
        }
        Outcome outcome = check();
        assertTrue(
                outcome.missing("centre").contains("marker renkei.renkei_environment: the account may not read it"),
                outcome.lines()::toString);
        assertTrue(
                outcome.missing("site").contains("marker renkei.renkei_environment: the account may not read it"),
                outcome.lines()::toString);
        assertTrue(
                outcome.statements()
                        .contains("GRANT SELECT ON renkei.renkei_environment TO \"cc_app_" + number + "\";"),
                outcome.lines()::toString);
        // what was found before is not lost
        assertTrue(
                outcome.missing("centre").contains("right to replicate: of the account cc_app_" + number),
                outcome.lines()::toString);
    }

    @Test
    void aDatabaseOfAnotherFederationIsNeverMadeToFit() throws SQLException {
        for (String database : List.of(source, target)) {
            run(
                    database,
                    "CREATE SCHEMA renkei",
                    "CREATE TABLE renkei.renkei_environment (federation varchar(2), environment varchar(4))",
                    "INSERT INTO renkei.renkei_environment VALUES ('31', 'prod')",
                    "GRANT USAGE ON SCHEMA renkei TO public",
                    "GRANT SELECT ON renkei.renkei_environment TO public");
        }
        Outcome outcome = check();
        String wrong = "marker renkei.renkei_environment: names another federation or environment";
        assertTrue(outcome.missing("centre").contains(wrong), outcome.lines()::toString);
        assertTrue(outcome.missing("site").contains(wrong), outcome.lines()::toString);
        assertTrue(
                outcome.statements().stream().noneMatch(sql -> sql.contains("renkei_environment")),
                outcome.lines()::toString);
    }

    @Test
    void whatItPrintsMakesEverythingRight() throws SQLException {
        run(source, "CREATE TABLE claim (id int PRIMARY KEY)");
        run(target, "CREATE TABLE claim (id int PRIMARY KEY)");
        String account = "cc_app_" + number;
        // an administrator runs what is printed until nothing is; some things show only when others are there
        Outcome outcome = check();
        for (int round = 0; round < 4 && outcome.status() != 0; round++) {
            String database = source;
            StringBuilder script = new StringBuilder();
            for (String line : outcome.lines()) {
                if (line.startsWith("db-13-prod site: MISSING")) {
                    database = target;
                }
                if (line.startsWith("    ")) {
                    script.append(line).append('\n');
                } else if (script.length() > 0) {
                    run(
                            database.equals(target) && line.contains(" centre") ? source : database,
                            owned(script, account));
                    script.setLength(0);
                }
            }
            outcome = check();
        }
        assertEquals(List.of(), outcome.missing("centre"));
        assertEquals(List.of(), outcome.missing("site"));
        assertEquals(
                "1 federation file, 0 faults, 0 missing outside",
                outcome.lines().get(outcome.lines().size() - 1));
        assertEquals(0, outcome.status());
    }

    private static String owned(StringBuilder script, String account) {
        return script.toString().replace("CURRENT_USER", account);
    }

    @Test
    void aServerThatIsNotThereAndAWrongPasswordAreTold() throws Exception {
        Path file = etc.resolve("io.renkei.federation-13-prod.cfg");
        Files.writeString(file, Files.readString(file).replace(url(source), "jdbc:postgresql://localhost:1/x"));
        write("secrets/app", "wrong-word\n");
        Outcome outcome = check();
        assertEquals(13, outcome.status());
        assertTrue(
                outcome.missing("centre").get(0).startsWith("RNK-3001 Connection to localhost:1 refused"),
                outcome.lines()::toString);
        assertTrue(outcome.lines().stream().noneMatch(line -> line.contains("wrong-word")));
    }
}
