package io.renkei.demo.internal.run;

import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/** Breaks something for a while, mends it, and watches the links go down and come back. */
final class Faults {
    private static final Duration DOWN = Duration.ofSeconds(8);

    /** Longer than a silent peer takes to be noticed, and than a missing heartbeat takes to show. */
    private static final Duration SILENT = Duration.ofSeconds(12);

    private static final Duration HEAL_MAX = Duration.ofMinutes(2);
    private static final double NANOS = 1e9;

    /**
     * What was seen.
     *
     * @param kind {@code line}, {@code target} or {@code kill}
     * @param states of each link, from the break until all ran again
     * @param healSeconds longest time from a repair until all links ran again
     * @param asExpected whether every link that had to notice did, and no other was disturbed
     */
    record Healing(String kind, Map<String, Set<String>> states, double healSeconds, boolean asExpected) {}

    private final Fleet fleet;
    private final Monitor monitor;
    private final Events events;
    private final CountDownLatch interrupted;
    private final Map<String, Set<String>> states = new TreeMap<>();
    private double healSeconds;

    Faults(Fleet fleet, Monitor monitor, Events events, CountDownLatch interrupted) {
        this.fleet = fleet;
        this.monitor = monitor;
        this.events = events;
        this.interrupted = interrupted;
    }

    /** Does it; returns when all links run again. */
    Healing breakIt(String kind) throws IOException, InterruptedException {
        switch (kind) {
            case "line" -> line();
            case "target" -> target();
            case "kill" -> kill();
            default -> throw new IllegalArgumentException("no fault " + kind);
        }
        return new Healing(kind, states, healSeconds, asExpected(kind));
    }

    private void line() throws IOException, InterruptedException {
        begin("the line to site " + Fleet.SITE_BEHIND_PROXY + " is cut");
        fleet.proxy().cut();
        Waiting.pause(DOWN, interrupted);
        fleet.proxy().restore();
        heal("the line is back");
        begin("the line to site " + Fleet.SITE_BEHIND_PROXY + " is silent: connections stand, nothing passes");
        fleet.proxy().silence();
        Waiting.pause(SILENT, interrupted);
        fleet.proxy().restore();
        heal("the line is back");
    }

    private void target() throws IOException, InterruptedException {
        begin("the federations' database server is killed");
        fleet.target().server().kill();
        Waiting.pause(DOWN, interrupted);
        fleet.target().server().start();
        heal("the database server is back");
    }

    private void kill() throws IOException, InterruptedException {
        begin("the centre is killed (kill -9)");
        fleet.centre().kill();
        Waiting.pause(DOWN, interrupted);
        events.add("the centre is started again");
        fleet.centre().start();
        heal("the centre is back");
    }

    private void begin(String what) throws InterruptedException {
        // counters of a node that is about to die are read one last time
        monitor.look();
        monitor.takeSeen();
        events.add("BROKEN: " + what);
    }

    private void heal(String what) throws IOException, InterruptedException {
        events.add("mended: " + what);
        long begin = System.nanoTime();
        collect();
        monitor.look();
        if (!Waiting.until(() -> monitor.allRunning() || interrupted.getCount() == 0, HEAL_MAX)) {
            throw new IOException("not all links run " + HEAL_MAX.toSeconds() + " s after the repair: "
                    + monitor.lines().stream()
                            .map(line -> line.view().link() + " " + line.view().state() + " "
                                    + line.view().note())
                            .toList());
        }
        collect();
        double seconds = (System.nanoTime() - begin) / NANOS;
        healSeconds = Math.max(healSeconds, seconds);
        events.add(String.format(Locale.ROOT, "healed: all links run again after %.1f s", seconds));
        // what has piled up is worked off before the next thing happens
        Waiting.until(() -> monitor.caughtUp() || interrupted.getCount() == 0, HEAL_MAX);
    }

    private void collect() {
        monitor.takeSeen()
                .forEach((link, seen) ->
                        states.computeIfAbsent(link, key -> new TreeSet<>()).addAll(seen));
    }

    /** A cut line is the matter of its own site alone; the two others touch every link. */
    private boolean asExpected(String kind) {
        return fleet.pairs().stream().allMatch(pair -> {
            Set<String> seen = states.getOrDefault(pair.link(), Set.of());
            boolean disturbed = !Set.of("running").equals(seen);
            boolean touched = !kind.equals("line") || pair.federation().equals(Fleet.SITE_BEHIND_PROXY);
            return disturbed == touched;
        });
    }
}
