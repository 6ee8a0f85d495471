package io.renkei.demo.internal.run;

import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.probe.LagProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person sees while the demo runs: at a terminal a picture that is redrawn, else a line every few seconds. */
public final class Board {
    private static final String HOME = "\033[H";
    private static final String END_OF_LINE = "\033[K";
    private static final String END_OF_SCREEN = "\033[J";
    private static final String CLEAR = "\033[2J";
    private static final int WIDTH = 110;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final double KIB = 1024;

    private final PrintWriter out;
    private final boolean redrawn;
    private final String howToLook;
    private final Events events;
    private long nextLineNs;
    private boolean cleared;

    /**
     * @param redrawn whether {@code out} is a terminal
     * @param howToLook lines that stay on the board
     */
    Board(PrintWriter out, boolean redrawn, String howToLook, Events events) {
        this.out = out;
        this.redrawn = redrawn;
        this.howToLook = howToLook;
        this.events = events;
    }

    /** Whether standard output is a terminal. */
    public static boolean atTerminal() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Shows a moment.
     *
     * @param rows committed at the sources so far
     * @param verdicts what comparing said about a link, in words
     */
    synchronized void show(List<Monitor.Line> lines, RowCounts rows, LagProbe probe, Verdicts verdicts) {
        if (redrawn) {
            draw(picture(lines, rows, probe, verdicts));
        } else if (System.nanoTime() >= nextLineNs) {
            nextLineNs = System.nanoTime() + BETWEEN_LINES.toNanos();
            out.println(line(lines, rows));
        }
    }

    /** What comparing said about a link, in words. */
    @FunctionalInterface
    interface Verdicts {
        String of(String link);
    }

    private void draw(List<String> picture) {
        StringBuilder text = new StringBuilder(cleared ? HOME : CLEAR + HOME);
        cleared = true;
        for (String row : picture) {
            text.append(row, 0, Math.min(row.length(), WIDTH))
                    .append(END_OF_LINE)
                    .append('\n');
        }
        out.print(text.append(END_OF_SCREEN));
        out.flush();
    }

    private List<String> picture(List<Monitor.Line> lines, RowCounts rows, LagProbe probe, Verdicts verdicts) {
        List<String> picture = new ArrayList<>();
        picture.add("Renkei demo, " + events.seconds() + " s; Ctrl-C ends it");
        picture.add("");
        picture.add(row("LINK", "STATE", "LAG", "ROWS/S", "RAW", "ON THE LINE", "COMPARED"));
        for (Monitor.Line line : lines) {
            LinkView view = line.view();
            picture.add(row(
                    view.link(),
                    view.state(),
                    lag(view),
                    String.format(Locale.ROOT, "%.0f", line.rowsPerSecond()),
                    size(line.raw()),
                    size(line.wire()) + share(line),
                    verdicts.of(view.link())));
            if (!view.note().isEmpty()) {
                picture.add("            " + view.note());
            }
        }
        picture.add("");
        picture.add(String.format(
                Locale.ROOT,
                "committed at the sources: %d inserts, %d updates, %d deletes",
                rows.inserts(),
                rows.updates(),
                rows.deletes()));
        picture.add(String.format(
                Locale.ROOT,
                "commit to visible, seen from outside: p50 %.1f ms, p99 %.1f ms",
                probe.percentile(0.5),
                probe.percentile(0.99)));
        picture.add("");
        picture.addAll(howToLook.lines().toList());
        picture.add("");
        picture.addAll(events.last());
        return picture;
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-12s%-10s%9s%9s%12s%20s  %s", cells).stripTrailing();
    }

    private String line(List<Monitor.Line> lines, RowCounts rows) {
        double rate = lines.stream().mapToDouble(Monitor.Line::rowsPerSecond).sum();
        long raw = lines.stream().mapToLong(Monitor.Line::raw).sum();
        long wire = lines.stream().mapToLong(Monitor.Line::wire).sum();
        String states = lines.stream()
                .map(line -> line.view().link() + " " + line.view().state() + " " + lag(line.view()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%4d s  %s; %.0f rows/s, %s raw, %s on the line; %d rows committed",
                events.seconds(),
                states,
                rate,
                size(raw),
                size(wire),
                rows.total());
    }

    private static String lag(LinkView view) {
        return view.lagMs() < 0 ? "-" : view.lagMs() + " ms";
    }

    private static String share(Monitor.Line line) {
        return line.raw() == 0 ? "" : String.format(Locale.ROOT, " (%2.0f %%)", 100.0 * line.wire() / line.raw());
    }

    static String size(long bytes) {
        return bytes < KIB * KIB
                ? String.format(Locale.ROOT, "%.1f KB", bytes / KIB)
                : String.format(Locale.ROOT, "%.1f MB", bytes / KIB / KIB);
    }

    /** A verdict in words. */
    static String words(Comparer.Verdict verdict, Instant now) {
        long ago = Duration.between(verdict.at(), now).toSeconds();
        return (verdict.different() == 0 ? "equal" : "NOT EQUAL: " + verdict.different() + " rows") + " (" + ago
                + " s ago)";
    }
}
