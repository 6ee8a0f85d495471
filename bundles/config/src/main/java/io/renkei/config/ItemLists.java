package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.Nearest;
import io.renkei.config.internal.ListRows;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists of what may be carried: {@code etc/lists/tables.csv} for all federations, and for the differences of one
 * {@code etc/lists/tables-13.csv}, whose rows add to the common list or take the place of its row for the same object; but what the common list marks as
 * holding personal numbers stays so.
 *
 * <p>A list begins with the header {@code object,migrate,link,class,month_column,number_flag,columns}; {@code migrate},
 * {@code link} and {@code number_flag} are yes or no, {@code columns} is {@code *} or names separated by blanks. Lines
 * that begin with # are comments. A row that would carry a personal-number item is a fault.
 */
public final class ItemLists {
    private static final Map<String, String> NAMES =
            Map.of("db", "tables", "file", "folders", "print", "reports", "exchange", "parcels");
    private static final Pattern FILE = Pattern.compile("([a-z]+)(?:-([0-9]{2}))?\\.csv");

    private final Path folder;

    /**
     * @param folder of the lists, see {@link NodeSettings#lists}
     */
    public ItemLists(Path folder) {
        this.folder = folder;
    }

    /** Name of the list of a kind, for example {@code tables} for db. */
    public static String nameFor(String kind) {
        return NAMES.getOrDefault(kind, kind);
    }

    /** The file that holds for all federations. */
    public Path common(String kind) {
        return folder.resolve(nameFor(kind) + ".csv");
    }

    /** The file with the differences of one federation; need not be there. */
    public Path differences(String kind, FederationId federation) {
        return folder.resolve(nameFor(kind) + "-" + federation + ".csv");
    }

    /** Reads what counts for a federation on links of a kind. A missing common list is a fault: nothing may be carried. */
    public Reading<ItemList> read(String kind, FederationId federation) {
        List<ConfigFault> faults = new ArrayList<>();
        Map<String, ListedItem> items = rows(common(kind), kind, faults);
        Path differences = differences(kind, federation);
        if (Files.exists(differences)) {
            rows(differences, kind, faults).values().forEach(item -> {
                ListedItem before = items.put(item.object(), item);
                if (before != null && item.link()) {
                    lifted(before, item).ifPresent(faults::add);
                }
            });
        }
        return faults.isEmpty() ? Reading.right(new ItemList(common(kind), items.values())) : Reading.faulty(faults);
    }

    private static Map<String, ListedItem> rows(Path file, String kind, List<ConfigFault> faults) {
        Map<String, ListedItem> items = new LinkedHashMap<>();
        Reading<List<ListedItem>> rows = ListRows.read(file, kind.equals("db"));
        faults.addAll(rows.faults());
        rows.value().ifPresent(list -> list.forEach(item -> items.put(item.object(), item)));
        return items;
    }

    /** A row of a federation that would carry what the common list protects. */
    private static Optional<ConfigFault> lifted(ListedItem before, ListedItem item) {
        return before.holdsNumbers()
                ? Optional.of(new ConfigFault(
                        item.file().toString(),
                        item.line(),
                        ErrorCode.POLICY_DENIED,
                        item.object(),
                        before.numberRule() + ": " + before.place() + " says that " + item.object()
                                + " holds personal numbers; no federation's list can lift that"))
                : Optional.empty();
    }

    /** The faults of every list in the folder, and the files that nothing reads because their name is not that of a list. */
    public List<ConfigFault> faults(List<String> kinds) {
        TreeSet<String> known = new TreeSet<>(NAMES.values());
        kinds.forEach(kind -> known.add(nameFor(kind)));
        List<ConfigFault> faults = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return faults;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.csv")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Optional<String> strange = strange(name, known);
                if (strange.isPresent()) {
                    faults.add(new ConfigFault(file.toString(), 0, ErrorCode.CONFIG_LIST, "", strange.get()));
                } else {
                    faults.addAll(
                            ListRows.read(file, name.startsWith(nameFor("db"))).faults());
                }
            }
        } catch (IOException e) {
            faults.add(new ConfigFault(
                    folder.toString(), 0, ErrorCode.CONFIG_UNREADABLE, "", "the folder can't be read by this user"));
        }
        return faults;
    }

    private static Optional<String> strange(String name, Set<String> known) {
        Matcher matcher = FILE.matcher(name);
        if (!matcher.matches() || !known.contains(matcher.group(1))) {
            String given = name.replaceAll("(-[0-9]+)?\\.csv$", "");
            return Optional.of(
                    "nothing reads this file; a list is called NAME.csv or NAME-NN.csv (NN = federation) with"
                            + " the names " + String.join(", ", known) + Nearest.hint(given, known));
        }
        if (matcher.group(2) != null) {
            try {
                FederationId.parse(matcher.group(2));
            } catch (IllegalArgumentException e) {
                return Optional.of("nothing reads this file: " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
