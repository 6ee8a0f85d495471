package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.renkei.api.LinkId;
import io.renkei.api.Policy.AllowedItem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckMainTest {
    @TempDir
    private Path folder;

    private Path etc;
    private NodeHome home;

    @BeforeEach
    void begin() {
        etc = folder.resolve("etc");
        home = new NodeHome(etc).whole();
    }

    /** Exit status and lines; nothing printed holds a secret. */
    private void prints(int status, List<String> lines, String... arguments) {
        StringWriter text = new StringWriter();
        int ended = new CheckMain(etc, List.copyOf(NodeHome.KINDS), home.secrets(), new PrintWriter(text))
                .run(List.of(arguments));
        assertFalse(text.toString().contains("s3cret"), text::toString);
        assertEquals(
                lines,
                text.toString()
                        .replace(folder + "/", "")
                        .replace("etc/io.renkei.federation-", "")
                        .lines()
                        .toList());
        assertEquals(status, ended);
    }

    @Test
    void aWholeNodeEndsWith0() {
        prints(0, List.of("1 federation file, 0 faults"));
    }

    @Test
    void eachFaultIsALineAndTheEnd13() {
        home.federation("13-prod", NodeHome.RIGHT + "db.lod = never\ndb.batch.rows = 0\n");
        List<String> faults = List.of(
                "13-prod.cfg:9: RNK-2002 unknown key 'db.lod'; did you mean db.load?",
                "13-prod.cfg:10: RNK-2004 db.batch.rows '0' is not possible; allowed: whole number 1..1000000");
        prints(13, List.of(faults.get(0), faults.get(1), "1 federation file, 2 faults"));
        String file = etc.resolve("io.renkei.federation-13-prod.cfg").toString();
        prints(13, List.of(faults.get(0), faults.get(1), "1 file, 2 faults"), file);
        prints(0, List.of("1 file, 0 faults"), etc.resolve("lists/tables.csv").toString());
        prints(0, List.of("1 file, 0 faults"), etc.resolve("io.renkei.node.cfg").toString());
    }

    @Test
    void aWrongCallEndsWith2() {
        prints(
                2,
                List.of("config-check: unknown option --conect; usage: config-check [--connect] [FILES]"),
                "--conect");
    }

    @Test
    void aFileThatIsNotReadIsNoRightFile() {
        prints(
                13,
                List.of("absent.cfg:0: RNK-2009 there is no such file", "1 file, 1 fault"),
                folder.resolve("absent.cfg").toString());
        prints(
                13,
                List.of(
                        "other.cfg:0: RNK-2009 nothing of Renkei reads this file; checked are io.renkei.node.cfg,"
                                + " io.renkei.federation-NN-ENV.cfg and the lists in etc/lists",
                        "1 file, 1 fault"),
                NodeHome.write(folder.resolve("other.cfg"), "").toString());
    }

    @Test
    void aDraftIsCheckedAsIfItWereAlreadyThere() {
        String text = NodeHome.RIGHT.replace("federation = 13", "federation = 14");
        Path draft = NodeHome.write(folder.resolve("io.renkei.federation-14-prod.cfg"), text);
        prints(
                13,
                List.of(
                        "io.renkei.federation-14-prod.cfg:5: RNK-2008 db.source.url of db-14-prod is also db.source.url"
                                + " of db-13-prod (13-prod.cfg:5); every end of a link has a place of its own",
                        "io.renkei.federation-14-prod.cfg:7: RNK-2008 db.target.url of db-14-prod is also db.target.url"
                                + " of db-13-prod (13-prod.cfg:7); every end of a link has a place of its own",
                        "1 file, 2 faults"),
                draft.toString());
        Path next = NodeHome.write(folder.resolve("io.renkei.federation-13-prod.cfg"), NodeHome.RIGHT);
        prints(0, List.of("1 file, 0 faults"), next.toString());
    }

    @Test
    void connectNamesWhatIsMissingOutsideAndHowToMakeIt() {
        prints(
                13,
                List.of(
                        "db-13-prod centre: ok: login: with a password of 13 letters",
                        "db-13-prod centre: MISSING: marker: missing",
                        "    CREATE TABLE marker;",
                        "    INSERT INTO marker;",
                        "db-13-prod centre: ok: tables: public.c_claim",
                        "db-13-prod site: ok: login: with a password of 13 letters",
                        "db-13-prod site: MISSING: marker: missing",
                        "    CREATE TABLE marker;",
                        "    INSERT INTO marker;",
                        "db-13-prod site: ok: tables: public.c_claim",
                        "1 federation file, 0 faults, 2 missing outside"),
                "--connect");
    }

    @Test
    void connectGoesOnBehindADatabaseThatDoesNotAnswer() {
        home.federation("13-prod", NodeHome.RIGHT + "db.note = down\n");
        prints(
                13,
                List.of(
                        "db-13-prod centre: MISSING: RNK-3001 connection refused",
                        "db-13-prod site: MISSING: RNK-3001 connection refused",
                        "1 federation file, 0 faults, 2 missing outside"),
                "--connect");
    }

    @Test
    void connectAsksOnlyForFilesWithoutFault() {
        home.federation("13-prod", NodeHome.RIGHT + "db.lod = never\n");
        prints(
                13,
                List.of(
                        "13-prod.cfg:9: RNK-2002 unknown key 'db.lod'; did you mean db.load?",
                        "1 federation file, 1 fault, 0 missing outside"),
                "--connect");
    }

    @Test
    void anEditThatWaitsForASecondPersonIsToldAndIsNoFault(@TempDir Path node) throws IOException {
        NodeHome other = new NodeHome(node.resolve("etc")).whole();
        LinkId link = LinkId.parse("db-13-prod");
        Path kept = ActivatedItems.folder(other.etc);
        assertEquals(node.resolve("data/config/activated"), kept);
        new ActivatedItems(List.of(new AllowedItem("public.c_bill", List.of("id"))), Set.of()).write(kept, link);
        StringWriter text = new StringWriter();
        int status = new CheckMain(other.etc, List.copyOf(NodeHome.KINDS), other.secrets(), new PrintWriter(text, true))
                .run(List.of());
        assertEquals(0, status, text.toString());
        assertEquals(
                "db-13-prod: RNK-5003 public.c_claim * waits for a second person: renkei:config-activate db-13-prod\n"
                        + "1 federation file, 0 faults\n",
                text.toString());
    }
}
