package io.renkei.config;

import io.renkei.api.LinkId;
import io.renkei.api.Policy.AllowedItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The most that may leave on a production link: what was activated, less what was taken back since. One file per link in
 * the node's {@code data/config/activated}, written by the node alone.
 *
 * @param items in order
 * @param authors who wrote the edit that waits beyond them; empty: none waits
 */
public record ActivatedItems(List<AllowedItem> items, Set<String> authors) {
    private static final String HEAD = "renkei activated 1";
    private static final String AUTHOR = "author";
    private static final String ITEM = "item";

    public ActivatedItems {
        items = List.copyOf(items);
        authors = Set.copyOf(authors);
    }

    /**
     * A list beside what was activated of it.
     *
     * @param inForce what both allow
     * @param wider what only the list allows
     */
    public record Comparison(List<AllowedItem> inForce, List<AllowedItem> wider) {
        public Comparison {
            inForce = List.copyOf(inForce);
            wider = List.copyOf(wider);
        }
    }

    /** The folder of a node, from that of its configuration. */
    public static Path folder(Path etc) {
        return etc.toAbsolutePath().resolveSibling(Path.of("data", "config", "activated"));
    }

    private static Path file(Path folder, LinkId link) {
        return folder.resolve(link + ".items");
    }

    /**
     * What was kept for a link; empty: nothing was ever activated on it.
     *
     * @throws IOException if it can't be read, or is not what {@link #write} wrote
     */
    public static Optional<ActivatedItems> read(Path folder, LinkId link) throws IOException {
        Path file = file(folder, link);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
            throw new IOException(file + ":1: does not begin with '" + HEAD + "'");
        }
        List<AllowedItem> items = new ArrayList<>();
        Set<String> authors = new TreeSet<>();
        for (int line = 1; line < lines.size(); line++) {
            String[] words = lines.get(line).split("\t", -1);
            if (words.length == 2 && words[0].equals(AUTHOR)) {
                authors.add(words[1]);
            } else if (words.length == 3 && words[0].equals(ITEM)) {
                items.add(new AllowedItem(words[1], List.of(words[2].split(" ", -1))));
            } else {
                throw new IOException(file + ":" + (line + 1) + ": is neither an author nor an item");
            }
        }
        return Optional.of(new ActivatedItems(items, authors));
    }

    /** Keeps it for a link; whole or not at all. */
    public void write(Path folder, LinkId link) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        new TreeSet<>(authors)
                .forEach(author ->
                        text.append(AUTHOR).append('\t').append(author).append('\n'));
        items.forEach(item -> text.append(ITEM)
                .append('\t')
                .append(item.item())
                .append('\t')
                .append(String.join(" ", item.parts()))
                .append('\n'));
        Files.createDirectories(folder);
        Path draft = folder.resolve(link + ".new");
        Files.writeString(draft, text, StandardCharsets.UTF_8);
        Files.move(draft, file(folder, link), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Compares what a list allows now with what was activated. */
    public Comparison compare(List<AllowedItem> list) {
        Map<String, AllowedItem> activated = new LinkedHashMap<>();
        items.forEach(item -> activated.put(item.item(), item));
        List<AllowedItem> inForce = new ArrayList<>();
        List<AllowedItem> wider = new ArrayList<>();
        for (AllowedItem wanted : list) {
            AllowedItem known = activated.get(wanted.item());
            List<String> parts = known == null ? List.of() : known.parts();
            add(inForce, wanted.item(), both(wanted.parts(), parts));
            add(wider, wanted.item(), beyond(wanted.parts(), parts));
        }
        return new Comparison(inForce, wider);
    }

    /** This and more. */
    public ActivatedItems with(List<AllowedItem> wider) {
        Map<String, AllowedItem> all = new LinkedHashMap<>();
        items.forEach(item -> all.put(item.item(), item));
        for (AllowedItem item : wider) {
            List<String> parts = new ArrayList<>(item.parts());
            AllowedItem known = all.get(item.item());
            if (known != null && !parts.contains(ListedItem.ALL)) {
                parts.addAll(0, known.parts());
            }
            all.put(item.item(), new AllowedItem(item.item(), parts));
        }
        return new ActivatedItems(List.copyOf(all.values()), Set.of());
    }

    private static void add(List<AllowedItem> items, String item, List<String> parts) {
        if (!parts.isEmpty()) {
            items.add(new AllowedItem(item, parts));
        }
    }

    private static List<String> both(List<String> wanted, List<String> known) {
        if (known.contains(ListedItem.ALL)) {
            return wanted;
        }
        return wanted.contains(ListedItem.ALL)
                ? known
                : wanted.stream().filter(known::contains).toList();
    }

    private static List<String> beyond(List<String> wanted, List<String> known) {
        if (known.contains(ListedItem.ALL)) {
            return List.of();
        }
        return wanted.contains(ListedItem.ALL)
                ? List.of(ListedItem.ALL)
                : wanted.stream().filter(part -> !known.contains(part)).toList();
    }
}
