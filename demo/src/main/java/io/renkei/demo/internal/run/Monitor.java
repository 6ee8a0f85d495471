package io.renkei.demo.internal.run;

import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the centre for its status again and again, as an operator would, and remembers what it saw. Counters of a node
 * begin anew when it starts; sums here do not.
 */
final class Monitor implements AutoCloseable {
    /** State of every link while the centre does not answer. */
    static final String NO_ANSWER = "no answer";

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final long LATE_MS = 2_000;
    private static final double NANOS = 1e9;

    /**
     * One link at one moment.
     *
     * @param rowsPerSecond between the last two looks
     * @param raw bytes before compression, since the demo began
     * @param wire bytes on the line, since the demo began
     */
    record Line(LinkView view, double rowsPerSecond, long raw, long wire) {}

    private record Look(LinkView view, long atNs, long raw, long wire, double rowsPerSecond) {
        Look next(LinkView now, long nowNs) {
            boolean restarted = now.items() < view.items() || now.rawBytes() < view.rawBytes();
            long rows = now.items() - (restarted ? 0 : view.items());
            // before the first look there was nothing to compare with
            double rate = view.state().isEmpty() || nowNs <= atNs ? 0 : rows * NANOS / (nowNs - atNs);
            return new Look(
                    now,
                    nowNs,
                    raw + now.rawBytes() - (restarted ? 0 : view.rawBytes()),
                    wire + now.wireBytes() - (restarted ? 0 : view.wireBytes()),
                    rate);
        }
    }

    private final Node centre;
    private final Consumer<List<Line>> shown;
    private final Map<String, Look> looks = new TreeMap<>();
    private final Map<String, Set<String>> seen = new TreeMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "monitor");
    private @Nullable String silence;

    /**
     * @param shown is given all links after every round, in the monitor's thread
     */
    Monitor(Node centre, List<Pair> pairs, Consumer<List<Line>> shown) {
        this.centre = centre;
        this.shown = shown;
        for (Pair pair : pairs) {
            LinkView none = new LinkView(pair.link(), "centre", "", -1, 0, 0, 0, "");
            looks.put(pair.link(), new Look(none, System.nanoTime(), 0, 0, 0));
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void watch() {
        try {
            do {
                look();
                shown.accept(lines());
            } while (!Waiting.pause(ROUND, stop));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once, besides its own rounds. */
    void look() throws InterruptedException {
        List<LinkView> views;
        String why = null;
        try {
            Launcher.Result result = centre.ask("renkei:status --json");
            views = result.text().startsWith("{") ? LinkView.parse(result.text()) : List.of();
            why = result.text().strip();
        } catch (IOException e) {
            views = List.of();
            why = e.getMessage();
        }
        take(views, System.nanoTime(), views.isEmpty() ? String.valueOf(why) : null);
    }

    private synchronized void take(List<LinkView> views, long nowNs, @Nullable String noAnswer) {
        silence = noAnswer;
        if (noAnswer != null) {
            looks.keySet().forEach(link -> note(link, NO_ANSWER));
            return;
        }
        for (LinkView view : views) {
            looks.computeIfPresent(view.link(), (link, before) -> before.next(view, nowNs));
            note(view.link(), view.state());
        }
    }

    private void note(String link, String state) {
        seen.computeIfAbsent(link, key -> new TreeSet<>()).add(state);
    }

    /** All links in order of their names. */
    synchronized List<Line> lines() {
        return looks.values().stream()
                .map(look -> new Line(
                        silence == null ? look.view() : silent(look.view()),
                        silence == null ? look.rowsPerSecond() : 0,
                        look.raw(),
                        look.wire()))
                .toList();
    }

    private static LinkView silent(LinkView last) {
        return new LinkView(
                last.link(), last.half(), NO_ANSWER, -1, last.items(), last.rawBytes(), last.wireBytes(), "");
    }

    boolean allRunning() {
        return lines().stream().allMatch(line -> line.view().running());
    }

    /** Whether every link runs and is behind by less than two seconds. */
    boolean caughtUp() {
        return lines().stream()
                .allMatch(line -> line.view().running() && line.view().lagMs() < LATE_MS);
    }

    /** States seen of each link since the last call, and forgets them. */
    synchronized Map<String, Set<String>> takeSeen() {
        Map<String, Set<String>> taken = seen.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> new TreeSet<>(entry.getValue()), (a, b) -> a, TreeMap::new));
        seen.clear();
        return taken;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(STOP_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
