package io.renkei.config.internal;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Nearest;
import io.renkei.config.ItemClass;
import io.renkei.config.ListedItem;
import io.renkei.config.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the rows of one list file, with all its faults. */
public final class ListRows {
    private static final List<String> HEADER =
            List.of("object", "migrate", "link", "class", "month_column", "number_flag", "columns");
    private static final Pattern TABLE = Pattern.compile("[^.\\s\"*]+\\.[^.\\s\"*]+");
    private static final Pattern NAME = Pattern.compile("[^\\s\"*]+");
    private static final int NAME_MAX = 200;
    private static final int FAULTS_MAX = 100;

    private final Path file;
    private final boolean tables;
    private final List<ConfigFault> faults = new ArrayList<>();
    private final Map<String, ListedItem> rows = new HashMap<>();
    private final List<ListedItem> inOrder = new ArrayList<>();

    private ListRows(Path file, boolean tables) {
        this.file = file;
        this.tables = tables;
    }

    /**
     * Reads the file.
     *
     * @param tables objects are tables, {@code schema.table}
     */
    public static Reading<List<ListedItem>> read(Path file, boolean tables) {
        Reading<List<String>> lines = TextFile.lines(file);
        if (lines.value().isEmpty()) {
            ConfigFault fault = lines.faults().get(0);
            return TextFile.fault(file, fault.line(), ErrorCode.CONFIG_LIST, "list: " + fault.message());
        }
        ListRows reader = new ListRows(file, tables);
        reader.readAll(lines.value().get());
        return reader.faults.isEmpty() ? Reading.right(List.copyOf(reader.inOrder)) : Reading.faulty(reader.faults);
    }

    private void readAll(List<String> lines) {
        boolean header = false;
        for (int i = 0; i < lines.size() && faults.size() < FAULTS_MAX; i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = new ArrayList<>();
            for (String field : line.split(",", -1)) {
                fields.add(field.strip());
            }
            if (header) {
                row(fields, i + 1);
            } else if (fields.equals(HEADER)) {
                header = true;
            } else {
                fault(i + 1, "", "the first line must be the header " + String.join(",", HEADER));
                return;
            }
        }
        if (!header) {
            fault(0, "", "has no header; the first line must be " + String.join(",", HEADER));
        }
    }

    private void row(List<String> fields, int line) {
        if (fields.size() != HEADER.size()) {
            fault(
                    line,
                    "",
                    "has " + fields.size() + " fields, not " + HEADER.size() + " (" + String.join(",", HEADER)
                            + "); columns are separated by blanks");
            return;
        }
        int before = faults.size();
        String object = object(fields.get(0), line);
        boolean migrate = yes(1, fields, line);
        boolean link = yes(2, fields, line);
        Optional<ItemClass> itemClass = itemClass(fields.get(3), line);
        String month = month(fields.get(4), line);
        boolean number = yes(5, fields, line);
        List<String> columns = columns(fields.get(6), link, line);
        if (faults.size() > before || itemClass.isEmpty()) {
            return;
        }
        ListedItem item = new ListedItem(object, migrate, link, itemClass.get(), month, number, columns, file, line);
        ListedItem first = rows.putIfAbsent(object, item);
        if (first != null) {
            fault(line, "object", object + " is listed twice, in line " + first.line() + " and in line " + line);
            return;
        }
        if (link) {
            item.protection()
                    .ifPresent(denied -> faults.add(new ConfigFault(
                            file.toString(),
                            line,
                            ErrorCode.POLICY_DENIED,
                            object,
                            denied.rule() + ": " + denied.reason())));
        }
        inOrder.add(item);
    }

    private String object(String text, int line) {
        if (text.isEmpty() || text.length() > NAME_MAX) {
            fault(line, "object", "object must be a name of 1.." + NAME_MAX + " characters");
        } else if (!(tables ? TABLE : NAME).matcher(text).matches()) {
            fault(
                    line,
                    "object",
                    "object '" + text + "' must be a name in full"
                            + (tables ? ", schema.table, for example public.c_claim" : "")
                            + "; patterns and quotation marks are not possible");
        }
        return text;
    }

    private boolean yes(int field, List<String> fields, int line) {
        String text = fields.get(field);
        String name = HEADER.get(field);
        if (text.equals("yes") || text.equals("no")) {
            return text.equals("yes");
        }
        String hint = switch (text.toLowerCase(Locale.ROOT)) {
            case "y", "true", "1", "yes" -> "; did you mean yes?";
            case "n", "false", "0", "no" -> "; did you mean no?";
            default -> Nearest.hint(text, List.of("yes", "no"));
        };
        fault(line, name, name + " '" + shown(text) + "' is not possible; allowed: yes, no" + hint);
        return false;
    }

    private Optional<ItemClass> itemClass(String text, int line) {
        Optional<ItemClass> found = ItemClass.of(text);
        if (found.isEmpty()) {
            fault(
                    line,
                    "class",
                    "class '" + shown(text) + "' is not possible; allowed: " + String.join(", ", ItemClass.words())
                            + Nearest.hint(text, ItemClass.words()));
        }
        return found;
    }

    private String month(String text, int line) {
        if (!text.isEmpty() && !NAME.matcher(text).matches()) {
            fault(line, "month_column", "month_column must be empty or the name of one column");
        }
        return text;
    }

    private List<String> columns(String text, boolean link, int line) {
        List<String> columns = text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
        if (columns.isEmpty() && link) {
            fault(line, "columns", "columns is empty: write * or the names, separated by blanks");
        }
        boolean star = columns.contains(ListedItem.ALL);
        if (star
                ? columns.size() > 1
                : columns.stream().anyMatch(name -> !NAME.matcher(name).matches())) {
            fault(line, "columns", "columns is either * or names, separated by blanks");
        }
        if (columns.stream().distinct().count() != columns.size()) {
            fault(line, "columns", "columns names one column twice");
        }
        return columns;
    }

    private void fault(int line, String key, String message) {
        faults.add(new ConfigFault(file.toString(), line, ErrorCode.CONFIG_LIST, key, message));
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
