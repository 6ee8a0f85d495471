package io.renkei.demo.internal.bench.faults;

import io.renkei.demo.internal.bench.NodeProcess;
import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Node;
import io.renkei.demo.internal.server.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A node is stopped where it stands (SIGSTOP), its home is copied and the copy is started, as a machine of a cluster that
 * was taken for dead; then the first goes on. One of the two may carry, and the other must say that it does not.
 */
final class CopiedHome {
    private static final Duration START_MAX = Duration.ofMinutes(1);

    /** Longer than a site waits before it dials again (5 s), and than a link that tries again (some seconds). */
    private static final Duration BOTH = Duration.ofSeconds(20);

    private static final Duration SAYS_MAX = Duration.ofSeconds(30);

    /** What the first says of the copy: it is connected in its place, or reads its slot. */
    private static final String ANOTHER = "another node";

    private final Fleet fleet;

    /** Waits until both links carry again. */
    interface Healing {
        double heal() throws IOException, SQLException, InterruptedException;
    }

    /**
     * @param copySeconds from the start of the copy until both links carried
     * @param bothSeconds until both links carried after the first went on
     * @param refused whether the first says that it does not carry
     * @param says its own words
     */
    record Outcome(double copySeconds, double bothSeconds, boolean refused, String says) {}

    CopiedHome(Fleet fleet) {
        this.fleet = fleet;
    }

    /** The copy has the centre's address: sites reach it, and not the first. */
    Outcome centre(Healing healing) throws IOException, SQLException, InterruptedException {
        Node first = fleet.centre();
        NodeProcess process = new NodeProcess(first.pid());
        process.freeze();
        Node copy = fleet.copy(first);
        copy.startWithoutWaiting();
        boolean listens = Waiting.until(() -> Files.exists(copy.home().resolve("data/line/port")), START_MAX);
        if (!listens) {
            throw new IOException("the copied centre waits for no sites");
        }
        fleet.proxy().leadTo(copy.lineAddress());
        return outcome(first, process, "renkei:status", healing);
    }

    /** Both sites reach the centre. */
    Outcome site(Node first, Healing healing) throws IOException, SQLException, InterruptedException {
        NodeProcess process = new NodeProcess(first.pid());
        process.freeze();
        fleet.copy(first).startWithoutWaiting();
        return outcome(first, process, "renkei:line-list", healing);
    }

    private static Outcome outcome(Node first, NodeProcess process, String question, Healing healing)
            throws IOException, SQLException, InterruptedException {
        double copySeconds = healing.heal();
        process.thaw();
        Waiting.pause(BOTH);
        double bothSeconds = healing.heal();
        String says = first.ask(question).text();
        long end = System.nanoTime() + SAYS_MAX.toNanos();
        while (!says.contains(ANOTHER) && System.nanoTime() < end) {
            Waiting.pause(Duration.ofSeconds(1));
            says = first.ask(question).text();
        }
        return new Outcome(copySeconds, bothSeconds, says.contains(ANOTHER), says);
    }
}
