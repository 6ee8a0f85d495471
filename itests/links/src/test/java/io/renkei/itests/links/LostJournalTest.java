package io.renkei.itests.links;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A centre that lost its home, and with it the journal. */
class LostJournalTest {
    @TempDir
    private Path home;

    @TempDir
    private Path other;

    private Pair pair;

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    /** The target stands where the restored source has not come to yet: the copy must not be taken for one it has. */
    @Test
    void aRestoredSourceIsCopiedAnewIfThatWasChosen() throws Exception {
        pair = new Pair(Servers.get(17), Servers.get(17)).set("db.load", "replace");
        pair.both("CREATE TABLE claim (id int PRIMARY KEY, v text)");
        pair.atSource("INSERT INTO claim SELECT g, 'first' FROM generate_series(1, 100) g");
        pair.start(home);
        for (int i = 0; i < 3; i++) {
            pair.atSource("UPDATE claim SET v = 'carried " + i + "' WHERE id = 1");
            pair.await();
        }
        pair.stop();
        pair.atTarget("UPDATE renkei.renkei_checkpoint SET position = position + 1000000000000");
        pair.atSource("TRUNCATE claim");
        pair.atSource("INSERT INTO claim SELECT g, 'restored' FROM generate_series(50, 80) g");
        pair.begin(other);
        pair.awaitOwned();
        pair.await();
        pair.assertSame("public");
        pair.atSource("INSERT INTO claim VALUES (1000, 'later')");
        pair.await();
        pair.assertSame("public");
        assertEquals("32", pair.targetValue("SELECT count(*) FROM claim"));
    }
}
