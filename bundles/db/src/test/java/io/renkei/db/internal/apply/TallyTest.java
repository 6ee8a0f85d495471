package io.renkei.db.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.renkei.api.LinkException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of each batch, against what SQL says that it did. */
class TallyTest {
    private static final String[] TABLES = {
        "CREATE TABLE claim (id int PRIMARY KEY, amount int)", "CREATE TABLE note (id int PRIMARY KEY, text text)"
    };

    private TestSource source;
    private TestTarget target;
    private TargetDatabase database;

    @BeforeEach
    void open() throws SQLException {
        source = new TestSource(TABLES);
        target = new TestTarget(TABLES);
        database = target.claimed(1);
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
        source.close();
    }

    @Test
    void everyRowCountsByItsTableAndOperation() throws SQLException {
        for (int i = 1; i <= 3; i++) {
            source.execute(
                    "INSERT INTO claim VALUES (" + i + ", 0)",
                    "INSERT INTO note VALUES (" + i + ", 'x')",
                    "UPDATE claim SET amount = 1 WHERE id = " + i);
        }
        source.execute("DELETE FROM note WHERE id < 3", "TRUNCATE claim, note");
        database.apply(source.batch());
        assertEquals(
                Map.of(
                        "public.claim INSERT", 3L,
                        "public.claim UPDATE", 3L,
                        "public.claim TRUNCATE", 1L,
                        "public.note INSERT", 3L,
                        "public.note DELETE", 2L,
                        "public.note TRUNCATE", 1L),
                target.counted);
    }

    @Test
    void rowsInSetsOfManyChunksCountAsTheSourceChangedThem() throws SQLException {
        source.execute(
                "INSERT INTO claim SELECT g, 0 FROM generate_series(1, 25000) g",
                "UPDATE claim SET amount = 1 WHERE id % 2 = 0",
                "DELETE FROM claim WHERE id % 5 = 0");
        database.apply(source.batch());
        assertEquals(
                Map.of("public.claim INSERT", 25_000L, "public.claim UPDATE", 12_500L, "public.claim DELETE", 5_000L),
                target.counted);
        assertEquals("20000", target.query("SELECT count(*) FROM claim"));
    }

    @Test
    void whatWasRolledBackCountsOnlyWhenItIsAppliedAfterAll() throws SQLException {
        source.execute("INSERT INTO claim SELECT g, 0 FROM generate_series(1, 12000) g");
        TestBatch batch = source.batch();
        TestBatch cut = batch.breakingAfter(batch.frameCount() - 1);
        assertThrows(LinkException.class, () -> database.apply(cut));
        assertEquals(Map.of(), target.counted);
        TestServer.execute(target.url, "INSERT INTO claim VALUES (12000, 7)");
        assertThrows(LinkException.class, () -> database.apply(batch.again()));
        assertEquals(Map.of(), target.counted);
        TestServer.execute(target.url, "DELETE FROM claim");
        database.apply(batch.again());
        assertEquals(Map.of("public.claim INSERT", 12_000L), target.counted);
    }

    @Test
    void aBatchThatIsInTheTargetCountsNoSecondTime() throws SQLException {
        source.execute("INSERT INTO claim VALUES (1, 0)");
        TestBatch batch = source.batch();
        database.apply(batch);
        database.apply(batch.again());
        TestTarget.claim(database, 2, "owner-2");
        database.apply(batch.again());
        assertEquals(Map.of("public.claim INSERT", 1L), target.counted);
    }
}
