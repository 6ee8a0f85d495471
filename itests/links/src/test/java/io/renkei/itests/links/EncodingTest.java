package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.VerifyReport;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that keep their texts in EUC_JP, as older payment systems do. */
class EncodingTest {
    @TempDir
    private Path home;

    private Pair pair;

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    private void start(String source, String target) throws Exception {
        pair = new Pair(Servers.get(17), source, Servers.get(17), target);
        pair.both("CREATE TABLE \"請求\" (id int PRIMARY KEY, \"氏名\" text, c char(4), j json)");
        pair.atSource("INSERT INTO \"請求\" SELECT g, '髙橋ﾃｽﾄ' || g, '表', '{\"名\":1}' FROM generate_series(1, 80) g");
        pair.start(home);
        pair.atSource(
                "INSERT INTO \"請求\" VALUES (500, '山田～', 'ｱ', NULL); UPDATE \"請求\" SET \"氏名\" = '佐藤' WHERE id < 70");
        pair.await();
    }

    @Test
    void aSourceInEucJpIsCarriedToUtf8AndComparedAsEqual() throws Exception {
        start("EUC_JP", "UTF8");
        assertEquals(
                "佐藤/髙橋ﾃｽﾄ75/表   /山田～",
                pair.targetValue(
                        "SELECT concat_ws('/', max(\"氏名\") FILTER (WHERE id = 1), max(\"氏名\") FILTER (WHERE id ="
                                + " 75), max(c::bpchar) FILTER (WHERE id = 1), max(\"氏名\") FILTER (WHERE id = 500))"
                                + " FROM \"請求\""));
        VerifyReport report = pair.node().links.verify(Node.LINK);
        assertTrue(report.equal(), report.toString());
        pair.atTarget("UPDATE \"請求\" SET \"氏名\" = '佐籐' WHERE id = 7");
        assertEquals(1, pair.node().links.verify(Node.LINK).items().get(0).different());
    }

    @Test
    void aCharacterThatTheTargetCannotKeepStopsTheLink() throws Exception {
        start("UTF8", "EUC_JP");
        assertTrue(pair.node().links.verify(Node.LINK).equal());
        pair.atSource("INSERT INTO \"請求\" VALUES (600, '𠮷野', NULL, NULL)");
        String trouble = pair.awaitFailed();
        assertTrue(trouble.contains("SQLSTATE 22P05"), trouble);
        assertEquals("81", pair.targetValue("SELECT count(*) FROM \"請求\""));
    }
}
