package io.renkei.db.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the source does, in whatever batches it comes: the target is the same after each. */
class RandomWorkloadTest {
    /** For each seed; a longer run: {@code -Drenkei.random.batches=200}. */
    private static final int BATCHES = Integer.getInteger("renkei.random.batches", 12);

    /** Long values go out of line uncompressed, so that updates leave them unsent. */
    private static final String[] TABLES = {
        "CREATE TABLE parent (id int PRIMARY KEY, name text, big text, amount numeric)",
        "ALTER TABLE parent ALTER big SET STORAGE EXTERNAL",
        "CREATE TABLE child (a int, b text, parent int REFERENCES parent ON DELETE CASCADE, at timestamptz,"
                + " PRIMARY KEY (a, b))",
        "CREATE TABLE uniq (id bigint PRIMARY KEY, code int UNIQUE, price float8)",
        "CREATE TABLE whole (x int, y numeric, z text)",
        "ALTER TABLE whole REPLICA IDENTITY FULL",
        "CREATE TABLE \"Mixed 表\" (\"Id 番\" int PRIMARY KEY, \"V\" text)",
        "CREATE TABLE full_key (id int PRIMARY KEY, v text, big text)",
        "ALTER TABLE full_key ALTER big SET STORAGE EXTERNAL",
        "ALTER TABLE full_key REPLICA IDENTITY FULL",
        "CREATE TABLE only_key (id int PRIMARY KEY)",
    };

    private static final String[] NAMES = {"parent", "child", "uniq", "whole", "\"Mixed 表\"", "full_key", "only_key"};

    private Random random = new Random();

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, false", "5, false"})
    void targetEqualsSourceAfterEachBatch(long seed, boolean replica) throws SQLException {
        random = new Random(seed);
        try (TestSource source = new TestSource(TABLES);
                TestTarget target = new TestTarget(TABLES);
                Connection from = DriverManager.getConnection(source.url, "postgres", "");
                Connection to = DriverManager.getConnection(target.url, "postgres", "")) {
            if (!replica) {
                target.unprivileged();
            }
            TargetDatabase database = target.claimed(1);
            for (int batch = 0; batch < BATCHES; batch++) {
                int transactions = random.nextInt(5) == 0 ? 40 : 1 + random.nextInt(3);
                for (int i = 0; i < transactions; i++) {
                    source.transaction(transaction());
                }
                database.apply(source.batch());
                assertEquals(rows(from), rows(to), () -> "seed " + seed);
            }
        }
    }

    /** Every row of every table. */
    private static List<String> rows(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String table : NAMES) {
                String query =
                        "SELECT coalesce(string_agg(md5(t::text), ',' ORDER BY t::text), '') FROM " + table + " t";
                try (ResultSet rows = statement.executeQuery(query)) {
                    rows.next();
                    all.add(table + ": " + rows.getString(1));
                }
            }
        }
        return all;
    }

    private List<String> transaction() {
        List<String> statements = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 60 : 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            statements.add(statement());
        }
        return statements;
    }

    private String statement() {
        int key = random.nextInt(60);
        int from = random.nextInt(300);
        int to = from + random.nextInt(random.nextInt(4) == 0 ? 250 : 4);
        return switch (random.nextInt(24)) {
            case 0, 1 ->
                sql(
                        "INSERT INTO parent SELECT g, 'n' || g, repeat(md5(g::text), %d), g / 7.0"
                                + " FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING",
                        random.nextInt(300), from, to);
            case 2 -> sql("UPDATE parent SET amount = amount + 1 WHERE id BETWEEN %d AND %d", from, to);
            case 3 -> sql("UPDATE parent SET big = repeat('%d', %d) WHERE id = %d", key, random.nextInt(5000), key);
            case 4 -> sql("UPDATE parent SET name = NULL WHERE id BETWEEN %d AND %d", from, to);
            case 5 -> sql("DELETE FROM parent WHERE id BETWEEN %d AND %d", from, to);
            case 6 ->
                sql(
                        "UPDATE parent SET id = id + 1000 WHERE id = %d AND NOT EXISTS (SELECT 1 FROM parent WHERE id = %d)"
                                + " AND NOT EXISTS (SELECT 1 FROM child WHERE parent = %d)",
                        key, key + 1000, key);
            case 7, 8 ->
                sql(
                        "INSERT INTO child SELECT g, 'k', (SELECT min(id) FROM parent), 'epoch'"
                                + " FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING",
                        from, to);
            case 9 -> sql("UPDATE child SET b = b || '%d' WHERE a = %d AND length(b) < 20", key % 10, key);
            case 10 -> sql("DELETE FROM child WHERE a BETWEEN %d AND %d", from, to);
            case 11, 12 ->
                sql(
                        "INSERT INTO uniq SELECT g, g, 'NaN' FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING",
                        from, to);
            case 13 -> sql("UPDATE uniq SET code = code + 100000 WHERE id = %d AND code < 100000", key);
            case 14 ->
                sql(
                        "DO $$ DECLARE x int; y int; BEGIN SELECT code INTO x FROM uniq WHERE id = %1$d;"
                                + " SELECT code INTO y FROM uniq WHERE id = %2$d; IF x IS NOT NULL AND y IS NOT NULL THEN"
                                + " UPDATE uniq SET code = -1 WHERE id = %1$d; UPDATE uniq SET code = x WHERE id = %2$d;"
                                + " UPDATE uniq SET code = y WHERE id = %1$d; END IF; END $$",
                        key, key + 1);
            case 15 -> sql("DELETE FROM uniq WHERE id BETWEEN %d AND %d", from, to);
            case 16 ->
                sql(
                        "INSERT INTO whole SELECT g %% 10, CASE WHEN g %% 2 = 0 THEN 1.0 ELSE 1.00 END, NULL"
                                + " FROM generate_series(%d, %d) g",
                        from, Math.min(to, from + 20));
            case 17 ->
                sql(
                        "UPDATE whole SET z = 'u%d' WHERE ctid = (SELECT min(ctid) FROM whole WHERE x = %d)",
                        key, key % 10);
            case 18 -> sql("DELETE FROM whole WHERE ctid = (SELECT max(ctid) FROM whole WHERE x = %d)", key % 10);
            case 19 ->
                sql(
                        "INSERT INTO \"Mixed 表\" SELECT g, '𠮷' || g FROM generate_series(%d, %d) g"
                                + " ON CONFLICT (\"Id 番\") DO UPDATE SET \"V\" = 'again'",
                        from, to);
            case 20 ->
                sql(
                        "INSERT INTO full_key SELECT g, 'v', repeat(md5(g::text), 200) FROM generate_series(%d, %d) g"
                                + " ON CONFLICT (id) DO UPDATE SET v = full_key.v || 'x'",
                        from, Math.min(to, from + 100));
            case 21 ->
                sql(
                        "UPDATE full_key SET id = id + 1000 WHERE id = %d AND NOT EXISTS (SELECT 1 FROM full_key WHERE id = %d)",
                        key, key + 1000);
            case 22 ->
                random.nextInt(6) == 0
                        ? "TRUNCATE uniq, whole"
                        : sql("DELETE FROM full_key WHERE id BETWEEN %d AND %d", from, to);
            default ->
                sql(
                        "WITH gone AS (DELETE FROM only_key WHERE id = %d) INSERT INTO only_key SELECT g"
                                + " FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING",
                        key, from, to);
        };
    }

    private static String sql(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
