package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.PaymentTable;
import io.renkei.demo.internal.data.TableList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What a generator has committed so far, by table and operation. Safe for use by several threads. */
public final class Tally {
    private static final Set<String> LINKED = Set.copyOf(TableList.linked());

    private final Map<PaymentTable, RowCounts> rows = new EnumMap<>(PaymentTable.class);
    private final Map<Shape, Long> transactions = new EnumMap<>(Shape.class);

    synchronized void committed(Shape shape, Map<PaymentTable, RowCounts> more) {
        more.forEach((table, counts) -> rows.merge(table, counts, RowCounts::plus));
        transactions.merge(shape, 1L, Long::sum);
    }

    /** Committed transactions of one shape. */
    public synchronized long transactions(Shape shape) {
        return transactions.getOrDefault(shape, 0L);
    }

    /** Rows of each table. */
    public synchronized Map<PaymentTable, RowCounts> byTable() {
        return rows.isEmpty() ? Map.of() : new EnumMap<>(rows);
    }

    /** Rows of linked tables: what must arrive. */
    public RowCounts linked() {
        return sum(true);
    }

    /** Rows of tables that must cause no traffic. */
    public RowCounts notLinked() {
        return sum(false);
    }

    private RowCounts sum(boolean linked) {
        RowCounts sum = RowCounts.NONE;
        for (Map.Entry<PaymentTable, RowCounts> entry : byTable().entrySet()) {
            if (LINKED.contains(entry.getKey().qualified()) == linked) {
                sum = sum.plus(entry.getValue());
            }
        }
        return sum;
    }
}
