package io.renkei.itests.links;

import java.util.List;

/** The traps of row replication, by the numbers of docs/db-traps.md. Small batches go statement by statement, large ones in sets. */
final class Traps {
    private static final String LONG = "repeat(md5(g::text), 120)";

    private Traps() {}

    static List<Trap> all() {
        return List.of(
                toast(),
                toastKey(),
                keyChains(),
                uniqueSwaps(),
                exclusion(),
                foreignKeys(),
                truncates(),
                generated(),
                identities(),
                types(),
                texts(),
                names(),
                columns(),
                partitions(),
                savepoints(),
                multiInsert(),
                triggers(),
                inheritance(),
                wide());
    }

    private static Trap toast() {
        return new Trap("t01_toast")
                .tables(
                        "CREATE TABLE t (id int PRIMARY KEY, big text, n int, other text)",
                        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL, ALTER other SET STORAGE EXTERNAL")
                .rows("INSERT INTO t SELECT g, " + LONG + ", 0, " + LONG + " FROM generate_series(1, 300) g")
                .does(
                        "UPDATE t SET n = 1 WHERE id = 1",
                        "UPDATE t SET n = 2 WHERE id = 2; UPDATE t SET big = 'x' WHERE id = 2; UPDATE t SET n = 3 WHERE id = 2",
                        "UPDATE t SET n = n + 1; UPDATE t SET other = other || 'y' WHERE id % 2 = 0; UPDATE t SET n = n + 1",
                        "INSERT INTO t SELECT g, " + LONG + ", 0, NULL FROM generate_series(1000, 1200) g;"
                                + " UPDATE t SET n = 7 WHERE id >= 1000; UPDATE t SET big = NULL WHERE id = 1100",
                        "DELETE FROM t WHERE id < 100; INSERT INTO t SELECT g, " + LONG + ", 5, 'again'"
                                + " FROM generate_series(1, 99) g; UPDATE t SET n = 6 WHERE id < 100");
    }

    private static Trap toastKey() {
        return new Trap("t02_toast_key")
                .tables(
                        "CREATE TABLE t (id int PRIMARY KEY, big text, n int)",
                        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL")
                .rows("INSERT INTO t SELECT g, " + LONG + ", 0 FROM generate_series(1, 200) g")
                .does(
                        "UPDATE t SET id = 5000 WHERE id = 1",
                        "UPDATE t SET id = id + 1000, n = 1 WHERE id <= 200",
                        "UPDATE t SET n = 2; UPDATE t SET id = id + 10000; UPDATE t SET n = 3");
    }

    private static Trap keyChains() {
        return new Trap("t03_key_chains")
                .tables(
                        "CREATE TABLE t (id int PRIMARY KEY, v text)",
                        "CREATE TABLE two (a int, b text, v int, PRIMARY KEY (a, b))")
                .rows(
                        "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 300) g",
                        "INSERT INTO two SELECT g, 'k', g FROM generate_series(1, 100) g")
                .does(
                        "UPDATE t SET id = -1 WHERE id = 1; UPDATE t SET id = 1 WHERE id = 2; UPDATE t SET id = 2 WHERE id = -1",
                        "DO $$ BEGIN FOR i IN REVERSE 300..3 LOOP UPDATE t SET id = i + 1 WHERE id = i; END LOOP; END $$",
                        "UPDATE t SET id = 900 WHERE id = 10; DELETE FROM t WHERE id = 900; INSERT INTO t VALUES (10, 'new')",
                        "DO $$ BEGIN FOR i IN 20..200 LOOP UPDATE t SET id = i + 2000 WHERE id = i;"
                                + " DELETE FROM t WHERE id = i + 2000; INSERT INTO t VALUES (i, 'again'); END LOOP; END $$",
                        "UPDATE two SET b = 'other' WHERE a <= 80; UPDATE two SET a = a + 1000 WHERE b = 'k';"
                                + " INSERT INTO two SELECT g, 'k', 0 FROM generate_series(1, 80) g;"
                                + " UPDATE two SET v = v + 1");
    }

    private static Trap uniqueSwaps() {
        return new Trap("t04_unique_swaps")
                .tables(
                        "CREATE TABLE t (id int PRIMARY KEY, code int UNIQUE, v text)",
                        "CREATE TABLE late (id int PRIMARY KEY, code int UNIQUE DEFERRABLE INITIALLY IMMEDIATE)",
                        "CREATE TABLE part (id int PRIMARY KEY, code int, on_duty boolean)",
                        "CREATE UNIQUE INDEX ON part (code) WHERE on_duty")
                .rows(
                        "INSERT INTO t SELECT g, g, 'v' FROM generate_series(1, 200) g",
                        "INSERT INTO late SELECT g, g FROM generate_series(1, 200) g",
                        "INSERT INTO part SELECT g, g / 2, g % 2 = 0 FROM generate_series(1, 200) g")
                .does(
                        "UPDATE t SET code = -1 WHERE id = 1; UPDATE t SET code = 1 WHERE id = 2; UPDATE t SET code = 2 WHERE id = 1",
                        "UPDATE t SET code = -code; UPDATE t SET code = 201 + code",
                        "DELETE FROM t WHERE id <= 100; INSERT INTO t SELECT g + 1000, 201 - g, 'reused' FROM generate_series(1, 100) g",
                        "UPDATE late SET code = code + 1",
                        "UPDATE late SET code = 203 - code WHERE id IN (1, 200)",
                        "UPDATE part SET on_duty = false; UPDATE part SET on_duty = true WHERE id % 2 = 1");
    }

    private static Trap exclusion() {
        return new Trap("t04_exclusion")
                .tables("CREATE TABLE t (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&))")
                .rows("INSERT INTO t SELECT g, int4range(g * 10, g * 10 + 10) FROM generate_series(1, 150) g")
                .does("UPDATE t SET r = int4range(lower(r) + 100000, upper(r) + 100000);"
                        + " UPDATE t SET r = int4range(lower(r) - 100010, upper(r) - 100010)");
    }

    private static Trap foreignKeys() {
        return new Trap("t05_foreign_keys")
                .tables(
                        "CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE, v text)",
                        "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE)",
                        "CREATE TABLE soft (id int PRIMARY KEY, code int REFERENCES parent (code) ON DELETE SET NULL)",
                        "CREATE TABLE late (id int PRIMARY KEY, parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
                        "CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree DEFERRABLE INITIALLY DEFERRED)")
                .rows(
                        "INSERT INTO parent SELECT g, g, 'v' FROM generate_series(1, 200) g",
                        "INSERT INTO child SELECT g, 1 + g % 200 FROM generate_series(1, 1000) g",
                        "INSERT INTO soft SELECT g, g FROM generate_series(1, 200) g")
                .does(
                        "INSERT INTO late VALUES (1, 777); INSERT INTO parent VALUES (777, 777, 'after its child')",
                        "INSERT INTO tree SELECT g, g + 1 FROM generate_series(1, 150) g; INSERT INTO tree VALUES (151, NULL)",
                        "UPDATE parent SET id = id + 5000 WHERE id <= 100",
                        "DELETE FROM parent WHERE id BETWEEN 150 AND 200",
                        "UPDATE tree SET up = NULL; DELETE FROM tree WHERE id <= 100; INSERT INTO tree VALUES (1, 140)",
                        "DELETE FROM child; DELETE FROM late; DELETE FROM soft; DELETE FROM parent");
    }

    private static Trap truncates() {
        return new Trap("t06_truncate")
                .tables(
                        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)",
                        "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
                        "CREATE TABLE c (id int PRIMARY KEY)")
                .rows(
                        "INSERT INTO a (v) SELECT 'v' FROM generate_series(1, 100)",
                        "INSERT INTO b SELECT g, g FROM generate_series(1, 100) g",
                        "INSERT INTO c SELECT generate_series(1, 100)")
                .does(
                        "TRUNCATE a, b",
                        "INSERT INTO a (v) SELECT 'w' FROM generate_series(1, 100); INSERT INTO b SELECT g, min(id) FROM a,"
                                + " generate_series(1, 3) g GROUP BY g; TRUNCATE a RESTART IDENTITY CASCADE;"
                                + " INSERT INTO a (v) SELECT 'x' FROM generate_series(1, 80)",
                        "INSERT INTO c SELECT generate_series(200, 400); TRUNCATE c; INSERT INTO c SELECT generate_series(1, 90);"
                                + " TRUNCATE c; INSERT INTO c VALUES (5)");
    }

    private static Trap generated() {
        return new Trap("t07_generated")
                .tables(
                        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int,"
                                + " twice int GENERATED ALWAYS AS (a * 2) STORED, b int GENERATED BY DEFAULT AS IDENTITY, d int DEFAULT 5)")
                .rows("INSERT INTO t (a) SELECT generate_series(1, 100)")
                .does(
                        "INSERT INTO t (a) VALUES (500); UPDATE t SET a = 501 WHERE a = 500; UPDATE t SET b = 9 WHERE id = 3",
                        "UPDATE t SET a = a + 1; INSERT INTO t (a, d) SELECT g, NULL FROM generate_series(1, 100) g");
    }

    private static Trap identities() {
        return new Trap("t08_identity")
                .tables(
                        "CREATE TABLE full_dup (x int, y numeric, z text)",
                        "ALTER TABLE full_dup REPLICA IDENTITY FULL",
                        "CREATE TABLE full_key (id int PRIMARY KEY, v text, big text)",
                        "ALTER TABLE full_key ALTER big SET STORAGE EXTERNAL, REPLICA IDENTITY FULL",
                        "CREATE TABLE by_index (id int PRIMARY KEY, code text NOT NULL, v int)",
                        "CREATE UNIQUE INDEX by_code ON by_index (code)",
                        "ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_code",
                        "CREATE TABLE decimal_key (id numeric PRIMARY KEY, v text)")
                .rows(
                        "INSERT INTO full_dup SELECT g % 5, CASE WHEN g % 2 = 0 THEN 1.0 ELSE 1.00 END, NULL FROM generate_series(1, 60) g",
                        "INSERT INTO full_key SELECT g, 'v', " + LONG + " FROM generate_series(1, 120) g",
                        "INSERT INTO by_index SELECT g, 'c' || g, 0 FROM generate_series(1, 120) g",
                        "INSERT INTO decimal_key VALUES (1.0, 'a'), (2.00, 'b')")
                .does(
                        "UPDATE full_dup SET z = 'one' WHERE ctid = (SELECT min(ctid) FROM full_dup WHERE x = 1 AND y::text = '1.00')",
                        "DELETE FROM full_dup WHERE ctid IN (SELECT ctid FROM full_dup WHERE x = 2 LIMIT 3);"
                                + " INSERT INTO full_dup VALUES (2, 1.000, ''), (2, 1.000, ''), (NULL, NULL, NULL);"
                                + " UPDATE full_dup SET y = 1.0 WHERE ctid = (SELECT max(ctid) FROM full_dup WHERE y::text = '1.000')",
                        "UPDATE full_key SET v = 'w'; UPDATE full_key SET id = id + 1000 WHERE id <= 90; DELETE FROM full_key WHERE id = 1001",
                        "UPDATE by_index SET id = id + 500; UPDATE by_index SET code = code || 'x' WHERE v = 0; UPDATE by_index SET v = 1",
                        "UPDATE decimal_key SET id = 1.00 WHERE v = 'a'; UPDATE decimal_key SET v = 'c' WHERE id = 2;"
                                + " DELETE FROM decimal_key WHERE id = 2; INSERT INTO decimal_key VALUES (2.0, 'd')");
    }

    private static Trap types() {
        return new Trap("t09_types")
                .tables(
                        "CREATE TYPE mood AS ENUM ('良い', 'bad', 'it''s \\ \"so\"')",
                        "CREATE TYPE place AS (a int, b text, c numeric[])",
                        "CREATE TABLE t (id int PRIMARY KEY, n numeric, n2 numeric(20, 4), f4 real, f8 float8, b bytea, bo boolean,"
                                + " d date, ts timestamp, tz timestamptz, ti time, ttz timetz, iv interval, u uuid, j json, jb jsonb, x xml,"
                                + " m money, ch \"char\", c char(5), bt bit(3), vb varbit, ip inet, ci cidr, mac macaddr, mac8 macaddr8,"
                                + " r int4range, mr nummultirange, tr tstzrange, ia int[], ta text[], na numeric[], p point, po polygon,"
                                + " ci2 circle, li line, tv tsvector, tq tsquery, nm name, s2 smallint, i8 bigint, o oid, l pg_lsn,"
                                + " xi xid, mo mood, pl place, da date[], jp jsonpath, v varchar(10))")
                .rows(
                        "INSERT INTO t (id, n, n2, f4, f8, b, bo, d, ts, tz, ti, ttz, iv) VALUES (1, 'NaN', 1.5, 'NaN', 1e-307, '\\x00ff',"
                                + " true, 'infinity', '-infinity', '0044-03-15 BC', '24:00:00', '23:59:59.999999+15:59',"
                                + " '-1 year 2 mons -3 days 04:05:06.7')")
                .does(
                        "INSERT INTO t SELECT 2, 'Infinity', -0.0001, '-Infinity', '-0', '', NULL, '5874897-12-31', '294276-12-31',"
                                + " '4713-01-01 BC', '00:00', '00:00-15:59', '178000000 years', gen_random_uuid(),"
                                + " '{\"a\" : 1,  \"a\":2}', '{\"b\":1.10}', '<a>髙</a>', '-92233720368547758.08', 'x', 'ab', B'101', B'',"
                                + " '::1/64', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '[1,5)', '{[1.0,2.00),(3,)}',"
                                + " '(,2026-01-01 00:00+09]', '[2:3]={1,NULL}', '{\"a,b\",\"\\\\\",NULL,\"\"}', '{{1.0,1.00},{NaN,2}}', '(1,2)',"
                                + " '((0,0),(1,1),(2,0))', '<(1,2),3>', '{1,2,3}', '''a'':1A b:2', 'a & !b', 'n', -32768, -9223372036854775808,"
                                + " 4294967295, 'FFFFFFFF/FFFFFFFF', '4294967295', 'it''s \\ \"so\"', ROW(1, 'x', '{1.0}'::numeric[])::t09_types.place, '{0001-01-01 BC}',"
                                + " '$.a[*] ? (@ > 1)', '０１２３４５６７８９'",
                        "INSERT INTO t (id, n) SELECT g, power(10::numeric, g % 200) / 3 FROM generate_series(10, 250) g",
                        "UPDATE t SET f8 = 0.1 + 0.2, f4 = 1.1, iv = '1 mon -1 day', tz = '1883-11-18 12:00', mo = '良い' WHERE id < 150;"
                                + " UPDATE t SET na = ARRAY[n, NULL], b = decode(md5(id::text), 'hex'), pl = ROW(id, NULL, NULL)::t09_types.place");
    }

    private static Trap texts() {
        return new Trap("t10_texts")
                .tables("CREATE TABLE t (id int PRIMARY KEY, v text, c char(8))")
                .does(
                        "INSERT INTO t VALUES (1, '\\N', '\\N'), (2, '\\.', ''), (3, E'\\t\\n\\r\\\\', ' x '), (4, '', NULL), (5, NULL, ''),"
                                + " (6, '髙𠮷ﾃｽﾄ〜～−－', '髙'), (7, E'\\u0001\\u007f', 'a'), (8, E'e\\u0301\\u200d\\U0001F468', 'b'), (9, '\"''`;--', 'c')",
                        "INSERT INTO t SELECT g, CASE g % 4 WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN '\\N' ELSE E'\\\\.\\n' END, '\\'"
                                + " FROM generate_series(100, 400) g",
                        "UPDATE t SET v = CASE WHEN v = '' THEN NULL WHEN v IS NULL THEN '' ELSE v || E'\\r\\n' END");
    }

    private static Trap names() {
        return new Trap("t12 \"表\"")
                .tables(
                        "CREATE TABLE \"Claim\" (\"Id\" int PRIMARY KEY, \"a \"\"b\"\"\" text, \"select\" int)",
                        "CREATE TABLE claim (id int PRIMARY KEY, \"ID\" int)",
                        "CREATE TABLE \"odd.name $1 %s 'x' 表\" (\"番 号\" int PRIMARY KEY, \"列,名\" text)",
                        "CREATE TABLE " + "n".repeat(63) + " (" + "c".repeat(63) + " int PRIMARY KEY, \"user\" text)")
                .does(
                        "INSERT INTO \"Claim\" SELECT g, 'v', g FROM generate_series(1, 100) g; INSERT INTO claim VALUES (1, 2)",
                        "INSERT INTO \"odd.name $1 %s 'x' 表\" SELECT g, '値' FROM generate_series(1, 100) g;"
                                + " INSERT INTO " + "n".repeat(63) + " VALUES (1, 'u'), (2, 'v')",
                        "UPDATE \"Claim\" SET \"a \"\"b\"\"\" = 'w' WHERE \"Id\" < 90; UPDATE \"odd.name $1 %s 'x' 表\" SET \"番 号\" = \"番 号\" + 1000;"
                                + " DELETE FROM " + "n".repeat(63) + " WHERE " + "c".repeat(63)
                                + " = 1; UPDATE claim SET \"ID\" = 3");
    }

    private static Trap columns() {
        return new Trap("t13_columns")
                .tables("CREATE TABLE t (id int PRIMARY KEY, a text, gone int, b int)")
                .atTarget(
                        "DROP TABLE t",
                        "CREATE TABLE t (b int, extra timestamptz DEFAULT now(), c text DEFAULT 'later', a text, id int PRIMARY KEY, gone int, d int)")
                .rows("INSERT INTO t SELECT g, 'a', 1, g FROM generate_series(1, 100) g")
                .does(
                        "UPDATE t SET b = 2 WHERE id = 1; INSERT INTO t VALUES (200, 'x', 2, 2)",
                        "UPDATE t SET a = 'y'; ALTER TABLE t DROP gone; INSERT INTO t SELECT g, 'z', g FROM generate_series(300, 400) g;"
                                + " ALTER TABLE t ADD c text; ALTER TABLE t ADD d int; UPDATE t SET c = 'c' || id, d = 4; DELETE FROM t WHERE id < 50");
    }

    private static Trap partitions() {
        return new Trap("t14_partitions")
                .tables(
                        "CREATE TABLE p (id int, y int, v text, PRIMARY KEY (id, y)) PARTITION BY LIST (y)",
                        "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
                        "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)",
                        "CREATE TABLE apart (id int NOT NULL, y int NOT NULL CHECK (y = 3), v text, PRIMARY KEY (id, y))",
                        "CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY)")
                .rows("INSERT INTO p SELECT g, 1 + g % 2, 'v' FROM generate_series(1, 200) g")
                .does(
                        "UPDATE p SET y = 3 - y WHERE id <= 120; INSERT INTO unlogged VALUES (1); CREATE TEMP TABLE x AS SELECT 1",
                        "TRUNCATE p2; UPDATE p SET v = 'w'",
                        "ALTER TABLE p ATTACH PARTITION apart FOR VALUES IN (3); UPDATE p SET y = 3 WHERE id % 3 = 0;"
                                + " ALTER TABLE p DETACH PARTITION apart; UPDATE apart SET v = 'apart'",
                        "TRUNCATE p; INSERT INTO p VALUES (1, 1, 'a'), (1, 2, 'b')");
    }

    private static Trap savepoints() {
        return new Trap("t15_savepoints")
                .tables("CREATE TABLE t (id int PRIMARY KEY, v text)")
                .does(
                        "DO $$ BEGIN FOR i IN 1..200 LOOP BEGIN INSERT INTO t VALUES (i, 'x'); IF i % 3 = 0 THEN RAISE 'no'; END IF;"
                                + " EXCEPTION WHEN raise_exception THEN NULL; END; END LOOP; END $$",
                        "BEGIN; INSERT INTO t VALUES (1000, 'prepared'); UPDATE t SET v = 'p' WHERE id = 1; PREPARE TRANSACTION 'kept'",
                        "INSERT INTO t VALUES (1001, 'between')",
                        "COMMIT PREPARED 'kept'",
                        "BEGIN; DELETE FROM t; ROLLBACK");
    }

    private static Trap multiInsert() {
        return new Trap("t16_multi_insert")
                .tables("CREATE TABLE t (id int PRIMARY KEY, v text)")
                .does(
                        "COPY t (id) FROM PROGRAM 'seq 1 5000'",
                        "INSERT INTO t SELECT g, 'm' FROM generate_series(6000, 9000) g ON CONFLICT (id) DO UPDATE SET v = 'u'",
                        "INSERT INTO t SELECT g, 'm' FROM generate_series(4000, 7000) g ON CONFLICT (id) DO UPDATE SET v = 'u'");
    }

    private static Trap triggers() {
        return new Trap("t27_triggers")
                .tables(
                        "CREATE TABLE t (id int PRIMARY KEY, v int)",
                        "CREATE TABLE trail (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text)",
                        "CREATE TABLE stamped (id int PRIMARY KEY, v int)",
                        "CREATE FUNCTION trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t27_triggers.trail (what)"
                                + " VALUES (TG_OP || coalesce(NEW.id, OLD.id)); RETURN coalesce(NEW, OLD); END $$",
                        "CREATE TRIGGER trail AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION trail()",
                        "CREATE RULE r AS ON DELETE TO stamped DO ALSO NOTHING")
                .atTarget(
                        "CREATE TABLE seen (n int)",
                        "CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t27_triggers.seen VALUES (NEW.id); RETURN NULL; END $$",
                        "CREATE TRIGGER seen AFTER INSERT ON stamped FOR EACH ROW EXECUTE FUNCTION seen()",
                        "ALTER TABLE stamped ENABLE ALWAYS TRIGGER seen")
                .does(
                        "INSERT INTO t SELECT g, 0 FROM generate_series(1, 150) g",
                        "UPDATE t SET v = 1 WHERE id < 100; DELETE FROM t WHERE id = 1",
                        "INSERT INTO stamped SELECT g, 0 FROM generate_series(1, 100) g; UPDATE stamped SET v = 1; DELETE FROM stamped WHERE id > 50");
    }

    private static Trap inheritance() {
        return new Trap("t31_inheritance")
                .tables(
                        "CREATE TABLE base (id int PRIMARY KEY, v text)",
                        "CREATE TABLE heir (PRIMARY KEY (id), more int) INHERITS (base)",
                        "CREATE TABLE whole (x int, v text)",
                        "ALTER TABLE whole REPLICA IDENTITY FULL",
                        "CREATE TABLE whole_heir () INHERITS (whole)",
                        "ALTER TABLE whole_heir REPLICA IDENTITY FULL")
                .rows(
                        "INSERT INTO base SELECT g, 'b' FROM generate_series(1, 150) g",
                        "INSERT INTO heir SELECT g, 'h', 1 FROM generate_series(1, 150) g",
                        "INSERT INTO whole VALUES (1, 'same')",
                        "INSERT INTO whole_heir VALUES (1, 'same'), (1, 'same')")
                .does(
                        "UPDATE ONLY base SET v = 'only' WHERE id = 1",
                        "DELETE FROM ONLY whole",
                        "UPDATE ONLY base SET v = 'all'; DELETE FROM ONLY base WHERE id > 40",
                        "UPDATE base SET v = v || '+'",
                        "TRUNCATE ONLY base");
    }

    private static Trap wide() {
        StringBuilder table = new StringBuilder("CREATE TABLE t (id int PRIMARY KEY");
        for (int i = 0; i < 1599; i++) {
            table.append(", c").append(i).append(" int2");
        }
        return new Trap("t29_wide")
                .tables(table.append(')').toString())
                .does(
                        "INSERT INTO t (id, c0, c1598) SELECT g, 1, 2 FROM generate_series(1, 70) g",
                        "UPDATE t SET c700 = 5; DELETE FROM t WHERE id = 3");
    }
}
