package io.renkei.shell.internal;

import io.renkei.management.Texts;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.utils.WCWidth;

/** Columns aligned by cells, in which a Japanese character takes two; as CSV for scripts. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> right = new HashSet<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    private Table() {}

    /** A table without a head: names and values. */
    static Table bare() {
        return new Table();
    }

    /** A table with its head in the reader's language; a key that begins with {@code >} is a column of numbers. */
    static Table of(Texts texts, String... keys) {
        List<String> head = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        for (String key : keys) {
            if (key.startsWith(">")) {
                numbers.add(head.size());
            }
            head.add(texts.text("head." + key.replace(">", "")));
        }
        Table table = new Table(head.toArray(String[]::new));
        table.right.addAll(numbers);
        return table;
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            // a line break or an escape sequence in a cell would break the table, or the terminal
            row.add(String.valueOf(cell).replaceAll("\\p{Cntrl}+", " "));
        }
        rows.add(row);
    }

    void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], cells(row.get(i)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String blank = " ".repeat(widths[i] - cells(row.get(i)));
                line.append(right.contains(i) ? blank + row.get(i) : row.get(i) + blank)
                        .append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    void printCsv(PrintStream out) {
        for (List<String> row : rows) {
            out.println(String.join(",", row.stream().map(Table::quoted).toList()));
        }
    }

    private static String quoted(String cell) {
        return cell.matches("[^,\"\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    /** Cells of a terminal that a text takes. */
    static int cells(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
