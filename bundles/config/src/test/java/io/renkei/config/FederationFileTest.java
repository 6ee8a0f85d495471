package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Half;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FederationFileTest {
    @TempDir
    private Path etc;

    private NodeHome home;

    @BeforeEach
    void begin() {
        home = new NodeHome(etc);
    }

    private List<String> faults(String text) {
        return home.told(home.read("13-prod", text).faults());
    }

    /** The right file with one line in place of another. */
    private static String with(String before, String after) {
        assertTrue(NodeHome.RIGHT.contains(before), before);
        return NodeHome.RIGHT.replace(before, after);
    }

    private static String and(String line) {
        return NodeHome.RIGHT + line + "\n";
    }

    @Test
    void aRightFileGivesBothHalvesWithDefaults() {
        FederationSettings read = home.read("13-prod", NodeHome.RIGHT).value().orElseThrow();
        assertEquals("13-prod", read.instance());
        assertEquals("東京都国民健康保険団体連合会", read.name());
        assertEquals(
                List.of("db-13-prod CENTRE", "db-13-prod SITE"),
                read.halves().stream()
                        .map(half -> half.link() + " " + half.half().name())
                        .toList());
        HalfSettings centre = read.half("db", Half.CENTRE).orElseThrow();
        assertEquals("jdbc:postgresql://c.example/payment_13", centre.settings().text("db.source.url"));
        assertEquals("100ms", centre.settings().text("db.heartbeat"));
        assertEquals(20L << 30, centre.journal().limitBytes());
        assertEquals(30, centre.late().toSeconds());
        assertTrue(centre.settings().values().keySet().stream().noneMatch(key -> key.contains("target")));
    }

    @Test
    void anUnknownKeyIsNamedWithWhatWasMeant() {
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2002 unknown key 'db.hartbeat'; did you mean db.heartbeat?"),
                faults(and("db.hartbeat = 1s")));
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2002 unknown key 'db-batch-rows'; did you mean db.batch.rows?"),
                faults(and("db-batch-rows = 5")));
        assertEquals(List.of("13-prod.cfg:9: RNK-2002 unknown key 'zzzzzzz'"), faults(and("zzzzzzz = 5")));
    }

    @Test
    void aKeyOfAKindThatLinksDoesNotNameIsOfNoUse() {
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2002 file.source.url is of no use: links does not name file"),
                faults(and("file.source.url = /srv/out")));
    }

    @Test
    void aKeyOfTheOtherHalfIsNamedWithTheFileItBelongsInto() {
        Path file = home.federation("13-prod", NodeHome.RIGHT);
        List<String> faults = home.told(
                FederationFile.read(file, NodeHome.KINDS, EnumSet.of(Half.SITE)).faults());
        assertEquals(
                List.of(
                        "13-prod.cfg:5: RNK-2002 db.source.url belongs into the file of the centre; this node has the role site",
                        "13-prod.cfg:6: RNK-2002 db.source.password belongs into the file of the centre; this node has the role site"),
                faults);
    }

    @Test
    void eachMissingKeyIsNamedWithItsHelpAndForm() {
        assertEquals(
                List.of("13-prod.cfg:0: RNK-2003 missing key db.source.url (help of source.url); allowed: text"),
                faults(with("db.source.url = jdbc:postgresql://c.example/payment_13\n", "")));
        assertEquals(
                List.of(
                        "13-prod.cfg:0: RNK-2003 missing key db.target.password (help of target.password); allowed: secret:NAME"),
                faults(with("db.target.password = secret:target-13\n", "")));
        assertEquals(
                List.of("13-prod.cfg:0: RNK-2003 missing key federation; write federation = 13"),
                faults(with("federation = 13\n", "")));
        assertEquals(
                List.of("13-prod.cfg:0: RNK-2003 missing key environment; write environment = prod"),
                faults(with("environment = prod\n", "")));
    }

    @Test
    void linksMustNameInstalledKindsOnce() {
        String empty = "RNK-2003 links is missing or empty; installed kinds: db, file";
        assertEquals(
                "13-prod.cfg:4: " + empty, faults(with("links = db", "links =")).get(0));
        assertEquals("13-prod.cfg:0: " + empty, faults(with("links = db\n", "")).get(0));
        assertEquals(
                List.of(
                        "13-prod.cfg:4: RNK-6003 no bundle offers the kind 'dbb'; installed: db, file; did you mean db?"),
                faults(with("links = db", "links = db, dbb")));
        assertEquals(
                List.of("13-prod.cfg:4: RNK-2005 links names 'db' twice"), faults(with("links = db", "links = db,db")));
        assertEquals(
                List.of(
                        "13-prod.cfg:4: RNK-2004 links holds something that is no kind (lower-case letters, separated by commas); installed: db, file"),
                faults(with("links = db", "links = db,DB!")));
    }

    @Test
    void aKindWithoutBundleIsOneFaultWhateverKeysItHas() {
        assertEquals(
                List.of("13-prod.cfg:4: RNK-6003 no bundle offers the kind 'print'; installed: db, file"),
                faults(with("links = db", "links = db, print") + "print.target.printer = lp1\nprint.copies = 2\n"));
    }

    @Test
    void aValueOutOfItsFormIsNamedWithWhatIsAllowed() {
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.load 'replce' is not possible; allowed: if-empty, never, replace; did you mean replace?"),
                faults(and("db.load = replce")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.batch.rows '1O0' is not possible; allowed: whole number 1..1000000; did you mean 100 (a letter O stands for a zero)?"),
                faults(and("db.batch.rows = 1O0")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.batch.rows '1000001' is not possible; allowed: whole number 1..1000000"),
                faults(and("db.batch.rows = 1000001")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.batch.rows '99999999999' is not possible; allowed: whole number 1..1000000"),
                faults(and("db.batch.rows = 99999999999")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.batch.bytes '64MB' is not possible; allowed: size such as 64MiB (B, KiB, MiB, GiB, TiB) 4KiB..64MiB; did you mean 64MiB?"),
                faults(and("db.batch.bytes = 64MB")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.heartbeat '11s' is not possible; allowed: duration such as 5s (ms, s, m, h, d, or ISO-8601) 20ms..10s"),
                faults(and("db.heartbeat = 11s")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.heartbeat '１s' is not possible; allowed: duration such as 5s (ms, s, m, h, d, or ISO-8601) 20ms..10s; did you mean 1s (half width)?"),
                faults(and("db.heartbeat = １s")));
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.strict 'yes' is not possible; allowed: true, false; did you mean true?"),
                faults(and("db.strict = yes")));
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2004 db.batch.rows is empty; allowed: whole number 1..1000000"),
                faults(and("db.batch.rows =")));
    }

    @Test
    void textHasNoPlaceholderQuotationControlOrEndlessLength() {
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2004 db.note holds a placeholder ($ with a bracket); placeholders are not replaced here, write the value itself, or secret:NAME for a secret"),
                faults(and("db.note = ${env:HOME}")));
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2004 db.note begins with a quotation mark; write the value without"),
                faults(and("db.note = \"x\"")));
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2004 db.note holds a control character (a backslash is written \\\\)"),
                faults(and("db.note = c:\\new")));
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2004 db.note is longer than 2000 characters"),
                faults(and("db.note = " + "x".repeat(2001))));
    }

    @Test
    void aSecretIsAReferenceAndNeverRepeated() {
        List<String> faults = faults(with("secret:source-13", "hunter2"));
        assertEquals(
                List.of(
                        "13-prod.cfg:6: RNK-2004 db.source.password is not a reference; write secret:NAME (letters, digits, dot, dash, underscore; at most 64) and put the secret into etc/secrets/NAME"),
                faults);
        for (String url : List.of(
                "jdbc:postgresql://h/d?user=a&password=hunter2",
                "jdbc:postgresql://h/d?PASSWORD=hunter2",
                "jdbc:postgresql://app:hunter2@h/d")) {
            assertEquals(
                    List.of(
                            "13-prod.cfg:5: RNK-2004 db.source.url holds a password; use the key for it, with secret:NAME"),
                    faults(with("jdbc:postgresql://c.example/payment_13", url)));
        }
    }

    @Test
    void aKeyGivenTwiceIsNamedWithBothLines() {
        assertEquals(
                List.of("13-prod.cfg:9: RNK-2005 name is given twice, in line 3 and in line 9"), faults(and("name=x")));
    }

    @Test
    void theNameOfTheFileMustAgree() {
        assertEquals(
                List.of("31-prod.cfg:1: RNK-2008 federation = 13, but the file's name says 31"),
                home.told(home.read("31-prod", NodeHome.RIGHT).faults()));
        assertEquals(
                List.of("13-test.cfg:2: RNK-2008 environment = prod, but the file's name says test"),
                home.told(home.read("13-test", NodeHome.RIGHT).faults()));
        for (String name : List.of("13", "13-dev", "1-prod", "13-prod-2", "13_prod")) {
            assertEquals(
                    List.of(name
                            + ".cfg:0: RNK-2008 the name must be io.renkei.federation-NN-ENV.cfg, NN = 01..47 or 99, ENV = prod or test"
                                    .replace("io.renkei.federation-", "")),
                    home.told(home.read(name, NodeHome.RIGHT).faults()),
                    name);
        }
    }

    @Test
    void aFederationThatDoesNotExistIsOneFault() {
        assertEquals(
                List.of(
                        "48-prod.cfg:0: RNK-2008 the name must be NN-ENV.cfg, NN = 01..47 or 99, ENV = prod or test",
                        "48-prod.cfg:1: RNK-2004 federation code must be 01..47 or 99, was 48"),
                home.told(home.read("48-prod", with("federation = 13", "federation = 48"))
                        .faults()));
        assertEquals(
                List.of("13-prod.cfg:1: RNK-2004 federation must be two digits, 01..47 or 99, was '１３'"),
                faults(with("federation = 13", "federation = １３")));
        assertEquals(
                List.of("13-prod.cfg:2: RNK-2004 environment must be prod or test, was 'production'"),
                faults(with("environment = prod", "environment = production")));
        assertTrue(home.read("99-prod", with("federation = 13", "federation = 99"))
                .value()
                .isPresent());
    }

    @Test
    void anAddressLabelledForTheOtherEnvironmentIsAConflict() {
        assertEquals(
                List.of(
                        "13-prod.cfg:5: RNK-2008 db.source.url is labelled 'test', but this is the file of the environment prod"),
                faults(with("c.example/payment_13", "c.example/payment_test_13")));
        assertEquals(List.of(), faults(with("c.example/payment_13", "c.example/contest_13")));
    }

    @Test
    void whatOnlyTheKindKnowsStandsAtItsLine() {
        assertEquals(
                List.of("13-prod.cfg:5: RNK-2008 db.source.url must begin with jdbc:"),
                faults(with("jdbc:postgresql://c.example/payment_13", "postgres://c.example/payment_13")));
    }

    @Test
    void otherEncodingsAndFormsAreRefused() throws IOException {
        Path file = home.federation("13-prod", "");
        Files.write(file, NodeHome.RIGHT.getBytes(Charset.forName("Shift_JIS")));
        assertEquals(
                List.of("13-prod.cfg:3: RNK-2001 not UTF-8 (perhaps saved as Shift_JIS); save the file as UTF-8"),
                home.told(FederationFile.read(file, NodeHome.KINDS, EnumSet.allOf(Half.class))
                        .faults()));
        Path json = NodeHome.write(etc.resolve("io.renkei.federation-13-prod.cfg.json"), "{}");
        assertTrue(home
                .told(FederationFile.read(json, NodeHome.KINDS, EnumSet.allOf(Half.class))
                        .faults())
                .stream()
                .anyMatch(fault -> fault.contains("must be a .cfg file")));
        Path absent = etc.resolve("io.renkei.federation-14-prod.cfg");
        assertEquals(
                List.of("14-prod.cfg:0: RNK-2009 there is no such file"),
                home.told(FederationFile.read(absent, NodeHome.KINDS, EnumSet.allOf(Half.class))
                        .faults()));
    }

    @Test
    void allFaultsOfAFileAreToldAtOnce() {
        List<String> faults = faults("""
                federation = 14
                enviroment = prod
                links = db
                db.source.url = postgres://c.example/payment_13
                db.source.password = hunter2
                db.batch.rows = many
                db.batch.rows = 7
                db.target.url
                """);
        assertEquals(
                List.of(
                        "13-prod.cfg:7: RNK-2005 db.batch.rows is given twice, in line 6 and in line 7",
                        "13-prod.cfg:8: RNK-2001 not 'key = value'",
                        "13-prod.cfg:1: RNK-2008 federation = 14, but the file's name says 13",
                        "13-prod.cfg:0: RNK-2003 missing key environment; write environment = prod",
                        "13-prod.cfg:2: RNK-2002 unknown key 'enviroment'; did you mean environment?",
                        "13-prod.cfg:6: RNK-2004 db.batch.rows 'many' is not possible; allowed: whole number 1..1000000",
                        "13-prod.cfg:5: RNK-2004 db.source.password is not a reference; write secret:NAME (letters, digits, dot, dash, underscore; at most 64) and put the secret into etc/secrets/NAME",
                        "13-prod.cfg:0: RNK-2003 missing key db.target.password (help of target.password); allowed: secret:NAME",
                        "13-prod.cfg:0: RNK-2003 missing key db.target.url (help of target.url); allowed: text"),
                faults);
    }

    @Test
    void whatOnlyTheKindKnowsIsToldBesideOtherFaults() {
        List<String> faults = faults(
                with("jdbc:postgresql://c.example/payment_13", "postgres://c.example/payment_13") + "nmae = x\n");
        assertEquals(
                List.of(
                        "13-prod.cfg:9: RNK-2002 unknown key 'nmae'; did you mean name?",
                        "13-prod.cfg:5: RNK-2008 db.source.url must begin with jdbc:"),
                faults);
    }
}
