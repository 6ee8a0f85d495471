package io.renkei.demo.internal.data;

import java.util.List;

/** The demo's table list, the same file that the nodes get. */
public final class TableList {
    private static final int OBJECT = 0;
    private static final int LINK = 2;

    private TableList() {}

    /** The file's text. */
    public static String text() {
        return Resources.text("lists/tables.csv");
    }

    /** Tables that are linked, as {@code schema.table}, in order of the file. */
    public static List<String> linked() {
        return Resources.csv("lists/tables.csv").stream()
                .filter(row -> "yes".equals(row.get(LINK)))
                .map(row -> row.get(OBJECT))
                .toList();
    }

    /** Tables of the payment database that must never reach a federation. */
    public static List<String> notLinked() {
        return Resources.csv("lists/tables.csv").stream()
                .filter(row -> "no".equals(row.get(LINK)) && row.get(OBJECT).startsWith("payment."))
                .map(row -> row.get(OBJECT))
                .toList();
    }
}
