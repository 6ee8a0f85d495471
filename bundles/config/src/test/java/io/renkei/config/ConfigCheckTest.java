package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows when a node's files are seen together. */
class ConfigCheckTest {
    @TempDir
    private Path etc;

    private NodeHome home;

    @BeforeEach
    void begin() {
        home = new NodeHome(etc).whole();
    }

    private List<String> faults() {
        return home.told(home.check().faults());
    }

    @Test
    void aWholeNodeHasNoFault() {
        ConfigCheck.Report report = home.check();
        assertEquals(List.of(), home.told(report.faults()));
        assertEquals(1, report.files());
        assertEquals(
                List.of("13-prod"),
                report.federations().stream().map(FederationSettings::instance).toList());
    }

    @Test
    void twoLinksWithOneDatabaseAreFaultsOfBothFiles() {
        String other = NodeHome.RIGHT
                .replace("environment = prod", "environment = test")
                .replace("c.example/payment_13", "C.EXAMPLE:5432/payment_13?ssl=true")
                .replace("s.example/payment_13", "s.example/vf_13");
        home.federation("13-test", other);
        assertEquals(
                List.of(
                        "13-prod.cfg:5: RNK-2008 db.source.url of db-13-prod is also db.source.url of db-13-test"
                                + " (13-test.cfg:5); every end of a link has a place of its own",
                        "13-test.cfg:5: RNK-2008 db.source.url of db-13-test is also db.source.url of db-13-prod"
                                + " (13-prod.cfg:5); every end of a link has a place of its own"),
                faults());
        assertEquals(List.of(), home.check().federations());
    }

    @Test
    void aSourceThatIsItsOwnTargetIsAFault() {
        home.federation("13-prod", NodeHome.RIGHT.replace("s.example", "c.example"));
        assertEquals(
                List.of(
                        "13-prod.cfg:5: RNK-2008 db.source.url of db-13-prod is also db.target.url of db-13-prod"
                                + " (13-prod.cfg:7); every end of a link has a place of its own",
                        "13-prod.cfg:7: RNK-2008 db.target.url of db-13-prod is also db.source.url of db-13-prod"
                                + " (13-prod.cfg:5); every end of a link has a place of its own"),
                faults());
    }

    @Test
    void databasesWithNamesOfDifferentCaseAreDifferent() {
        home.federation("13-prod", NodeHome.RIGHT.replace("s.example/payment_13", "c.example/Payment_13"));
        assertEquals(List.of(), faults());
    }

    @Test
    void aSecretThatCannotBeHadStandsAtItsLine() throws IOException {
        Files.delete(etc.resolve("secrets/source-13"));
        home.secret("target-13", "rw-r--r--", "s3cret-target");
        assertEquals(
                List.of(
                        "13-prod.cfg:6: RNK-2006 db.source.password: secret:source-13 does not exist: no credential of"
                                + " systemd, no file secrets/source-13, no environment variable RENKEI_SECRET_SOURCE_13",
                        "13-prod.cfg:8: RNK-2006 db.target.password: secret:target-13: others than its owner can use"
                                + " secrets/target-13; run: chmod 600 secrets/target-13"),
                faults());
    }

    @Test
    void aFileThatNothingReadsIsNamed() {
        NodeHome.write(
                etc.resolve("io.renkei.federation-14.cfg"),
                NodeHome.RIGHT.replace("= 13", "= 14").replace("/payment_13", "/payment_14"));
        NodeHome.write(
                etc.resolve("io.renkei.federation_15-prod.cfg"),
                NodeHome.RIGHT.replace("= 13", "= 15").replace("/payment_13", "/payment_15"));
        home.list("tabels.csv", "");
        home.list("tables-48.csv", "");
        assertEquals(
                List.of(
                        "14.cfg:0: RNK-2008 the name must be NN-ENV.cfg, NN = 01..47 or 99, ENV = prod or test",
                        "io.renkei.federation_15-prod.cfg:0: RNK-2008 the name must be NN-ENV.cfg, NN = 01..47 or 99, ENV = prod or test",
                        "lists/tabels.csv:0: RNK-2007 nothing reads this file; a list is called NAME.csv or NAME-NN.csv"
                                + " (NN = federation) with the names folders, parcels, reports, tables; did you mean tables?",
                        "lists/tables-48.csv:0: RNK-2007 nothing reads this file: federation code must be 01..47 or 99, was 48"),
                faults());
    }

    @Test
    void samplesAndBackupsAreNoConfiguration() {
        NodeHome.write(etc.resolve("io.renkei.federation-13-prod.cfg.sample"), "x");
        NodeHome.write(etc.resolve("io.renkei.federation-13-prod.cfg~"), "x");
        assertEquals(List.of(), faults());
    }

    @Test
    void aMissingListIsAFaultBecauseNothingMayBeCarried() throws IOException {
        Files.delete(etc.resolve("lists/tables.csv"));
        assertEquals(List.of("lists/tables.csv:0: RNK-2007 list: there is no such file"), faults());
    }

    @Test
    void everythingIsToldAtOnceInOrderOfFileAndLine() throws IOException {
        home.node("role = al\n");
        home.federation("13-prod", NodeHome.RIGHT + "db.lod = never\n");
        home.federation(
                "31-prod",
                NodeHome.RIGHT.replace("federation = 13", "federation = 31").replace("links = db", "links = db, fil"));
        home.list("tables.csv", "public.c_claim,yes,yes,claim,,no,*\npublic.c_bill,maybe,yes,claim,,no,*\n");
        home.list("tables-31.csv", "c_record,yes,yes,claim,,no,*\n");
        Files.delete(etc.resolve("secrets/source-13"));
        List<String> faults = faults();
        assertEquals(
                List.of(
                        "13-prod.cfg:5: RNK-2008",
                        "13-prod.cfg:6: RNK-2006",
                        "13-prod.cfg:7: RNK-2008",
                        "13-prod.cfg:9: RNK-2002",
                        "31-prod.cfg:4: RNK-6003",
                        "31-prod.cfg:5: RNK-2008",
                        "31-prod.cfg:6: RNK-2006",
                        "31-prod.cfg:7: RNK-2008",
                        "io.renkei.node.cfg:1: RNK-2004",
                        "lists/tables-31.csv:2: RNK-2007",
                        "lists/tables.csv:3: RNK-2007"),
                faults.stream()
                        .map(fault -> fault.replaceAll("(RNK-[0-9]+).*", "$1"))
                        .toList(),
                String.join("\n", faults));
        assertTrue(faults.get(8).endsWith("role 'al' is not possible; allowed: centre, site, all; did you mean all?"));
        assertEquals(List.of(), home.check().federations());
    }

    @Test
    void ninetyFourFilesAreReadTogether() {
        for (int code = 1; code <= 47; code++) {
            String federation = code < 10 ? "0" + code : "" + code;
            for (String environment : List.of("prod", "test")) {
                home.federation(
                        federation + "-" + environment,
                        NodeHome.RIGHT
                                .replace("federation = 13", "federation = " + federation)
                                .replace("environment = prod", "environment = " + environment)
                                .replace("/payment_13", "/p" + federation + "_" + environment));
            }
        }
        ConfigCheck.Report report = home.check();
        assertEquals(List.of(), home.told(report.faults()));
        assertEquals(94, report.federations().size());
    }

    @Test
    void noSecretIsInAnythingThatCanBePrinted() {
        ConfigCheck.Report report = home.check();
        assertFalse(report.toString().contains("s3cret"), report.toString());
    }
}
