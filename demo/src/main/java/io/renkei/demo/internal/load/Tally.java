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
    private long transactions;

    synchronized void committed(Map<PaymentTable, RowCounts> more) {
        more.forEach((table, counts) -> rows.merge(table, counts, RowCounts::plus));
        transactions++;
    }

    /** Committed transactions. */
    public synchronized long transactions() {
        return transactions;
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
