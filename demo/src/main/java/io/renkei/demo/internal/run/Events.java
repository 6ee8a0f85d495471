package io.renkei.demo.internal.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened so far, for the board or, where there is none, line by line. */
final class Events {
    private static final int KEPT = 8;

    private final PrintWriter lines;
    private final boolean aloud;
    private final long begin = System.nanoTime();
    private final Deque<String> last = new ArrayDeque<>();

    /**
     * @param aloud whether each is printed when it comes; else the board shows the last ones
     */
    Events(PrintWriter lines, boolean aloud) {
        this.lines = lines;
        this.aloud = aloud;
    }

    synchronized void add(String what) {
        String event = String.format(Locale.ROOT, "%4d s  %s", seconds(), what);
        last.addLast(event);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        if (aloud) {
            lines.println(event);
        }
    }

    /** Since the first moment. */
    long seconds() {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    synchronized List<String> last() {
        return List.copyOf(last);
    }
}
