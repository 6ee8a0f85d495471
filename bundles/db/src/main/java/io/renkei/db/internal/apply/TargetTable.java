package io.renkei.db.internal.apply;

import io.renkei.db.internal.apply.ColumnRules.TargetColumn;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.Sql;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one source relation are written to their target table. Columns are numbered as in the relation; the target
 * may have more, in any order.
 */
final class TargetTable {
    private static final int SHAPES_MAX = 200;

    private final Relation relation;
    private final Identity identity;
    private final String name;
    private final String rows;
    private final List<TargetColumn> columns;
    private final int[] key;
    private final int[] finders;
    private final Behaviour behaviour;
    private final List<Integer> types;
    private final BitSet allColumns;
    private final BitSet plainUpdate;
    private final boolean hasNeverSet;
    private final Map<BitSet, Statement> updates = new HashMap<>();
    private final Statement insert;
    private final Statement delete;
    private @Nullable Statement insertAbsent;

    /**
     * A statement with parameters.
     *
     * @param types type of each parameter
     */
    record Statement(String sql, List<Integer> types) {
        Statement {
            types = List.copyOf(types);
        }

        /** The same, but failing with a division by zero unless it changes one row: what follows in the pipeline is not done then. */
        Statement guarded() {
            return new Statement(
                    Sql.format("WITH changed AS (%s RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM changed", sql),
                    types);
        }
    }

    /**
     * Which table it is at the target, in which form.
     *
     * @param oid {@code pg_class.oid}
     * @param form as {@link #form} computes it
     * @param partitioned its rows are in partitions
     */
    record Identity(String oid, String form, boolean partitioned) {}

    /**
     * What the target does by itself.
     *
     * @param inOrder triggers fire even for a replica: only row by row, in source order
     * @param cascades the target itself deletes rows of this table when their parent goes
     */
    record Behaviour(boolean inOrder, boolean cascades) {}

    /**
     * @param columns the target's column for each of the relation's
     * @param key columns that tell a row; empty: all of them together, as images
     */
    TargetTable(Relation relation, Identity identity, List<TargetColumn> columns, int[] key, Behaviour behaviour) {
        this.relation = relation;
        this.identity = identity;
        this.name = Sql.quote(relation.schema(), relation.table());
        // never the rows of tables that inherit from it; those of a partitioned table are all in such tables
        this.rows = identity.partitioned() ? name : "ONLY " + name;
        this.columns = List.copyOf(columns);
        this.key = key.clone();
        this.finders =
                key.length > 0 ? this.key : IntStream.range(0, columns.size()).toArray();
        this.behaviour = behaviour;
        this.types = columns.stream().map(TargetColumn::typeOid).toList();
        this.allColumns = new BitSet();
        allColumns.set(0, columns.size());
        this.plainUpdate = (BitSet) allColumns.clone();
        IntStream.of(key).forEach(plainUpdate::clear);
        this.hasNeverSet =
                plainUpdate.stream().anyMatch(column -> columns.get(column).alwaysIdentity());
        this.insert = new Statement(
                Sql.format(
                        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)",
                        name, columnsSql(), parameters(0, columns.size())),
                types);
        this.delete = new Statement(Sql.format("DELETE FROM %s WHERE %s", rows, where(0)), keyTypes());
    }

    Relation relation() {
        return relation;
    }

    /** The name in lists and messages: {@code schema.table}. */
    String item() {
        return relation.item();
    }

    /** How statements name the table's own rows. */
    String rows() {
        return rows;
    }

    int columnCount() {
        return columns.size();
    }

    /** Columns that tell a row, ascending; empty: all together. */
    @SuppressWarnings("ReturnsArrayWithoutCopy") // read for every row; this package only
    int[] key() {
        return key;
    }

    /** Columns whose values an update or delete finds its row by: the key, or all. */
    @SuppressWarnings("ReturnsArrayWithoutCopy") // read for every row; this package only
    int[] finders() {
        return finders;
    }

    boolean hasKey() {
        return key.length > 0;
    }

    /** Whether updates and deletes can find their row at all. */
    boolean canFind() {
        return hasKey() || relation.identity() == 'f';
    }

    /** Whether it may only be written row by row, in source order. */
    boolean inOrder() {
        return behaviour.inOrder();
    }

    /** Whether a row to delete may be gone already with its parent. */
    boolean cascades() {
        return behaviour.cascades();
    }

    Statement insert() {
        return insert;
    }

    /** An insert of a row whose key no row of the table has; parameters as those of {@link #insert}. For tables with a key. */
    Statement insertAbsent() {
        Statement known = insertAbsent;
        if (known == null) {
            String same = IntStream.of(key)
                    .mapToObj(column -> Sql.format("%s = $%d", quoted(column), column + 1))
                    .collect(Collectors.joining(" AND "));
            known = new Statement(
                    Sql.format(
                            "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s WHERE NOT EXISTS (SELECT 1 FROM %s WHERE %s)",
                            name, columnsSql(), parameters(0, columns.size()), rows, same),
                    types);
            insertAbsent = known;
        }
        return known;
    }

    Statement delete() {
        return delete;
    }

    /** Columns that an update sets which leaves the key alone and sends all values. */
    BitSet plainUpdate() {
        return plainUpdate;
    }

    BitSet allColumns() {
        return allColumns;
    }

    /** Whether a column outside the key must not be set in an UPDATE. */
    boolean hasNeverSet() {
        return hasNeverSet;
    }

    /** Whether the target forbids to set this column in an UPDATE. */
    boolean neverSet(int column) {
        return columns.get(column).alwaysIdentity();
    }

    String columnName(int column) {
        return columns.get(column).name();
    }

    /** An update of some columns; parameters are the columns that are set, ascending, then the key. */
    Statement update(BitSet set) {
        Statement known = updates.get(set);
        if (known != null) {
            return known;
        }
        if (updates.size() >= SHAPES_MAX) {
            updates.clear();
        }
        List<String> assignments = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        for (int column = set.nextSetBit(0); column >= 0; column = set.nextSetBit(column + 1)) {
            all.add(types.get(column));
            assignments.add(Sql.format("%s = $%d", quoted(column), all.size()));
        }
        String where = where(all.size());
        all.addAll(keyTypes());
        Statement made = new Statement(
                Sql.format("UPDATE %s SET %s WHERE %s", rows, String.join(", ", assignments), where), all);
        updates.put((BitSet) set.clone(), made);
        return made;
    }

    /** Keeps the table's form until the end of the transaction. */
    String lock() {
        return Sql.format("LOCK TABLE %s IN ROW EXCLUSIVE MODE", name);
    }

    /** Finds one row if the table still has the form that was looked up. */
    String sameForm() {
        return Sql.format("SELECT 1 WHERE %s = %s", form(identity.oid()), identity.form());
    }

    /** An expression over the catalogue that changes with every name, type and length of a column. */
    static String form(String oid) {
        return Sql.format("""
                (SELECT hashtextextended(string_agg(concat_ws(' ', f.attnum, f.atttypid, f.atttypmod, f.attname), ','
                  ORDER BY f.attnum), 0) FROM pg_attribute f
                  WHERE f.attrelid = %s AND f.attnum > 0 AND NOT f.attisdropped)""", oid);
    }

    /** Takes rows straight into the table. */
    String copy() {
        return Sql.format("COPY %s (%s) FROM STDIN (FORMAT binary)", name, columnsSql());
    }

    /** Makes a staging table for whole rows; types, lengths and collations are the target's. */
    String createStaging(String staging) {
        return Sql.format("CREATE TEMPORARY TABLE %s AS SELECT %s FROM %s WITH NO DATA", staging, columnsSql(), name);
    }

    /** Makes a staging table for keys. */
    String createKeyStaging(String staging) {
        return Sql.format("CREATE TEMPORARY TABLE %s AS SELECT %s FROM %s WITH NO DATA", staging, keySql(), name);
    }

    String copyStaging(String staging) {
        return Sql.format("COPY pg_temp.%s (%s) FROM STDIN (FORMAT binary)", staging, columnsSql());
    }

    String copyKeyStaging(String staging) {
        return Sql.format("COPY pg_temp.%s (%s) FROM STDIN (FORMAT binary)", staging, keySql());
    }

    /** Deletes the rows whose keys are staged. */
    String deleteStaged(String staging) {
        return Sql.format("DELETE FROM %s t USING pg_temp.%s s WHERE %s", rows, staging, joined());
    }

    /** Sets all columns but the key in the rows that are staged. */
    String updateStaged(String staging) {
        String assignments = plainUpdate.stream()
                .mapToObj(column -> Sql.format("%1$s = s.%1$s", quoted(column)))
                .collect(Collectors.joining(", "));
        return Sql.format("UPDATE %s t SET %s FROM pg_temp.%s s WHERE %s", rows, assignments, staging, joined());
    }

    private String joined() {
        return IntStream.of(key)
                .mapToObj(column -> Sql.format("t.%1$s = s.%1$s", quoted(column)))
                .collect(Collectors.joining(" AND "));
    }

    private String where(int parametersBefore) {
        if (hasKey()) {
            return IntStream.range(0, key.length)
                    .mapToObj(i -> Sql.format("%s = $%d", quoted(key[i]), parametersBefore + i + 1))
                    .collect(Collectors.joining(" AND "));
        }
        // one row of several equal ones; *= compares the stored bytes, so that 1.0 is not taken for 1.00
        return Sql.format(
                "ctid = (SELECT ctid FROM %s WHERE ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record LIMIT 1)",
                rows, columnsSql(), parameters(parametersBefore, columns.size()));
    }

    private List<Integer> keyTypes() {
        return hasKey() ? IntStream.of(key).mapToObj(types::get).toList() : types;
    }

    private static String parameters(int before, int count) {
        return IntStream.rangeClosed(before + 1, before + count)
                .mapToObj(number -> "$" + number)
                .collect(Collectors.joining(", "));
    }

    private String quoted(int column) {
        return Sql.quote(columns.get(column).name());
    }

    private String columnsSql() {
        return Sql.quote(columns.stream().map(TargetColumn::name).toList());
    }

    private String keySql() {
        return IntStream.of(key).mapToObj(this::quoted).collect(Collectors.joining(", "));
    }
}
