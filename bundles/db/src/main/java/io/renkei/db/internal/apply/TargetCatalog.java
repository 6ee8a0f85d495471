package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PermanentLinkException;
import io.renkei.db.internal.apply.ColumnRules.TargetColumn;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides from the target's catalogue how a source relation is written there, or why it can't be. */
final class TargetCatalog {
    private static final String TABLE = """
            SELECT c.oid, c.relkind,
              (SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
                 AND g.tgenabled IN ('A', 'R')),
              (SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled = 'O')
                + (SELECT count(*) FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_enabled IN ('O', 'A')),
              (SELECT count(*) FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
                 AND f.confdeltype = 'c'),
              (SELECT count(*) FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
                 AND (f.confupdtype IN ('c', 'n', 'd') OR f.confdeltype IN ('n', 'd'))),
              (SELECT count(*) FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_enabled IN ('R', 'A')),
              %s
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2""";

    private static final String COLUMNS = """
            SELECT a.attname, a.atttypid, a.atttypmod, t.typtype, format_type(a.atttypid, a.atttypmod),
              a.attgenerated <> '', a.attidentity = 'a'
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    private static final String PRIMARY_KEY = """
            SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = $1::oid AND i.indisprimary""";

    /** Unique indexes over some of the given columns, checked for each row at once. */
    private static final String UNIQUE = """
            SELECT 1 FROM pg_index i WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS (
                SELECT 1 FROM generate_series(0, i.indnkeyatts - 1) AS n WHERE NOT EXISTS (
                  SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
                    AND a.attname = ANY ($2::text[]))) LIMIT 1""";

    private final LinkId link;
    private final PgSession session;
    private final boolean replica;

    /**
     * @param replica the session writes as a replica: neither foreign keys nor ordinary triggers act
     */
    TargetCatalog(LinkId link, PgSession session, boolean replica) {
        this.link = link;
        this.session = session;
        this.replica = replica;
    }

    /**
     * Looks a table up; the session's pipeline must be empty.
     *
     * @throws PermanentLinkException {@link ErrorCode#SCHEMA_DIFFERS} or {@link ErrorCode#CASE_NOT_HANDLED}, naming table
     *     and column
     */
    TargetTable load(Relation relation) throws SQLException {
        List<@Nullable String[]> found =
                session.query(Sql.format(TABLE, TargetTable.form("c.oid")), relation.schema(), relation.table());
        if (found.isEmpty()) {
            throw differs(relation, "is not there at the target");
        }
        @Nullable String[] table = found.get(0);
        String oid = text(table, 0);
        String kind = text(table, 1);
        if (!kind.equals("r") && !kind.equals("p")) {
            throw differs(relation, "is not a table at the target");
        }
        checkActive(relation, table);
        int[] key = key(relation, oid);
        requireUnique(relation, oid, key);
        if (key.length == 0 && relation.identity() == 'f' && kind.equals("p")) {
            throw notHandled(relation, "is partitioned and has neither a primary key nor another identity than FULL");
        }
        boolean inOrder = !text(table, 2).equals("0");
        boolean cascades = !replica && !text(table, 4).equals("0");
        return new TargetTable(
                relation,
                new TargetTable.Identity(oid, text(table, 7), kind.equals("p")),
                columns(relation, oid),
                key,
                new TargetTable.Behaviour(inOrder, cascades));
    }

    /** What the target would do by itself on top of the changes. */
    private void checkActive(Relation relation, @Nullable String[] table) {
        if (!text(table, 6).equals("0")) {
            throw notHandled(relation, "has a rule that acts on replicas at the target");
        }
        if (replica) {
            return;
        }
        String way = "; let the account set session_replication_role (renkei:db-prepare)";
        if (!text(table, 3).equals("0")) {
            throw notHandled(relation, "has triggers or rules that would act twice" + way);
        }
        if (!text(table, 5).equals("0")) {
            throw notHandled(relation, "has a foreign key that changes rows by itself" + way);
        }
    }

    private List<TargetColumn> columns(Relation relation, String oid) throws SQLException {
        Map<String, TargetColumn> target = new LinkedHashMap<>();
        for (@Nullable String[] row : session.query(COLUMNS, oid)) {
            TargetColumn column = new TargetColumn(
                    text(row, 0),
                    Integer.parseUnsignedInt(text(row, 1)),
                    Integer.parseInt(text(row, 2)),
                    text(row, 3).charAt(0),
                    text(row, 4),
                    text(row, 5).equals("t"),
                    text(row, 6).equals("t"));
            target.put(column.name(), column);
        }
        List<TargetColumn> columns = new ArrayList<>();
        for (Relation.Column source : relation.columns()) {
            TargetColumn column = target.get(source.name());
            if (column == null) {
                throw differs(relation, "has no column " + source.name() + " at the target");
            }
            String mismatch = ColumnRules.mismatch(source, column);
            if (mismatch != null) {
                throw differs(relation, "column " + source.name() + " " + mismatch);
            }
            String notHandled = ColumnRules.notHandled(column);
            if (notHandled != null) {
                throw notHandled(relation, "column " + source.name() + " " + notHandled);
            }
            columns.add(column);
        }
        return columns;
    }

    /** The identity's columns; for FULL those of the target's primary key, which tell rows as well and are quick. */
    private int[] key(Relation relation, String oid) throws SQLException {
        if (relation.identity() != 'f') {
            return numbers(relation, relation.keyNames());
        }
        List<String> names = session.query(PRIMARY_KEY, oid).stream()
                .map(row -> text(row, 0))
                .toList();
        int[] numbers = numbers(relation, names);
        return numbers.length == names.size() ? numbers : new int[0];
    }

    /** Without it one change could hit several rows, several changes could hit each other's, and each would read the table. */
    private void requireUnique(Relation relation, String oid, int[] key) throws SQLException {
        if (key.length == 0) {
            return;
        }
        List<String> names = IntStream.of(key)
                .mapToObj(column -> relation.columns().get(column).name())
                .toList();
        String array = names.stream()
                .map(name -> "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        if (session.query(UNIQUE, oid, array).isEmpty()) {
            throw differs(
                    relation,
                    "has no unique index at the target over its key (" + String.join(", ", names)
                            + ") that is checked at once: make the same primary key as at the source");
        }
    }

    private static int[] numbers(Relation relation, List<String> names) {
        return IntStream.range(0, relation.columns().size())
                .filter(i -> names.contains(relation.columns().get(i).name()))
                .toArray();
    }

    private static String text(@Nullable String[] row, int column) {
        String value = row[column];
        if (value == null) {
            throw new IllegalStateException("no value in " + Arrays.toString(row));
        }
        return value;
    }

    private PermanentLinkException differs(Relation relation, String how) {
        return new PermanentLinkException(link, ErrorCode.SCHEMA_DIFFERS, relation.item() + " " + how);
    }

    private PermanentLinkException notHandled(Relation relation, String how) {
        return new PermanentLinkException(link, ErrorCode.CASE_NOT_HANDLED, relation.item() + " " + how);
    }
}
