package io.renkei.demo.internal.run;

import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Has Renkei compare one link after the other, while the load runs, for the board. */
final class Comparer implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final Pattern COMPARED = Pattern.compile("\"compared\":([0-9]+)");
    private static final Pattern DIFFERENT = Pattern.compile("\"different\":([0-9]+)");

    /**
     * @param different rows that differ, at one position
     */
    record Verdict(long different, Instant at) {}

    private final Node centre;
    private final List<Pair> pairs;
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "comparer");

    Comparer(Node centre, List<Pair> pairs) {
        this.centre = centre;
        this.pairs = pairs;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void work() {
        try {
            for (int next = 0; !Waiting.pause(BETWEEN, stop); next++) {
                Pair pair = pairs.get(next % pairs.size());
                compareIfItRuns(pair);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compareIfItRuns(Pair pair) throws InterruptedException {
        try {
            verdicts.put(pair.link(), new Verdict(compare(centre, pair), Instant.now()));
        } catch (IOException e) {
            // a link that is broken just now cannot be compared: its last verdict grows old on the board
        }
    }

    /** The newest verdict on a link; null: none yet. */
    @Nullable Verdict verdict(String link) {
        return verdicts.get(link);
    }

    /**
     * Rows that differ, by Renkei's own comparison.
     *
     * @throws IOException if it could not compare, or compared nothing
     */
    static long compare(Node centre, Pair pair) throws IOException, InterruptedException {
        String text = centre.ask("renkei:verify " + pair.link() + " --json").text();
        long different = number(DIFFERENT, text);
        if (different < 0 || number(COMPARED, text) <= 0) {
            throw new IOException("renkei:verify " + pair.link() + " said:\n" + text);
        }
        return different;
    }

    private static long number(Pattern field, String json) {
        Matcher matcher = field.matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
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
