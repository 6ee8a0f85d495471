package io.renkei.db.internal.capture;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.TransientLinkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions whose transactions show a source as of a barrier; kept for verify, for a bounded time and number. */
final class Snapshots implements AutoCloseable {
    /** Of one link. */
    static final int KEPT_MAX = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Duration KEPT_FOR = Duration.ofMinutes(10);

    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(LinkId link, Connection connection, long untilNanos) {}

    /** Whether another one may be made for the link. */
    synchronized boolean room(LinkId link) {
        return kept.values().stream().filter(each -> each.link().equals(link)).count() < KEPT_MAX;
    }

    synchronized void keep(LinkId link, String barrier, Connection connection) {
        kept.put(barrier, new Kept(link, connection, System.nanoTime() + KEPT_FOR.toNanos()));
    }

    /** Hands a snapshot over; the caller closes it. */
    synchronized Connection take(LinkId link, String barrier) {
        Kept found = kept.remove(barrier);
        if (found == null) {
            throw new TransientLinkException(
                    link, ErrorCode.VERIFY_FAILED, "the source's snapshot of the barrier is gone");
        }
        return found.connection();
    }

    /** Closes one that nobody will fetch. */
    void drop(String barrier) {
        Kept found;
        synchronized (this) {
            found = kept.remove(barrier);
        }
        if (found != null) {
            close(found);
        }
    }

    /** Closes those that nobody fetched in time; called now and then. */
    void expire() {
        List<Kept> old = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Kept> all = kept.values().iterator(); all.hasNext(); ) {
                Kept each = all.next();
                if (each.untilNanos() - System.nanoTime() < 0) {
                    all.remove();
                    old.add(each);
                }
            }
        }
        old.forEach(Snapshots::close);
    }

    @Override
    public void close() {
        List<Kept> all;
        synchronized (this) {
            all = new ArrayList<>(kept.values());
            kept.clear();
        }
        all.forEach(Snapshots::close);
    }

    private static void close(Kept each) {
        try {
            each.connection().close();
        } catch (SQLException e) {
            LOG.debug("{} a snapshot's session was lost before its end", each.link(), e);
        }
    }
}
