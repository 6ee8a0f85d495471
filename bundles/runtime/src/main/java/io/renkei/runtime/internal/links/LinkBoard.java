package io.renkei.runtime.internal.links;

import io.renkei.api.BatchEnd;
import io.renkei.api.Half;
import io.renkei.api.ItemCount;
import io.renkei.api.ItemStatistics;
import io.renkei.api.JournalUsage;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkReporter;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one object behind every view of one half of a link. What people ordered (pause, stop, refusal) wins over what the
 * steps report; a running half without a recent probe is stale, decided at the moment somebody looks.
 */
final class LinkBoard implements LinkReporter {
    /** Three heartbeats missed and one on its way: a frozen far side shows within 10 s (design 2.5). */
    static final Duration STALE_AFTER = Duration.ofSeconds(7);

    private static final Logger LOG = LoggerFactory.getLogger(LinkBoard.class);

    private final LinkId link;
    private final Half half;
    private Duration late;
    private final String configFile;
    private final ItemTally items = new ItemTally();
    private LinkState reported;
    private @Nullable LinkState ordered;
    private Position captured = Position.START;
    private Position applied = Position.START;
    private LinkCounters counters = LinkCounters.ZERO;
    private @Nullable LinkProbe far;
    private @Nullable Instant lastProbe;
    private String routeVersion = "";
    private @Nullable Instant pendingSince;

    LinkBoard(LinkId link, Half half, Duration late, String configFile) {
        this.link = link;
        this.half = half;
        this.late = late;
        this.configFile = configFile;
        this.reported = new LinkState.Configured(Instant.now());
    }

    /** A state that people or the life cycle ordered; null: the steps' reports count again. */
    synchronized void order(@Nullable LinkState state) {
        LinkState before = ordered;
        boolean again = before != null && state instanceof LinkState.Retrying && before instanceof LinkState.Retrying;
        if (!again) {
            log(state == null ? reported : state);
        }
        ordered = state;
    }

    synchronized void routeVersion(String label) {
        routeVersion = label;
    }

    synchronized String routeVersion() {
        return routeVersion;
    }

    /** How far behind a link may be that is not shown as late. */
    synchronized void late(Duration after) {
        late = after;
    }

    /** Where the journal and the target stood when the half was opened. */
    synchronized void standsAt(Position journalEnd) {
        captured = journalEnd;
    }

    @Override
    public synchronized void state(LinkState state) {
        boolean retried = state instanceof LinkState.Retrying;
        if (retried) {
            counters = new LinkCounters(
                    counters.batches(),
                    counters.items(),
                    counters.rawBytes(),
                    counters.wireBytes(),
                    counters.retries() + 1,
                    counters.newestCommit());
        }
        if (sameKind(reported, state)) {
            return;
        }
        if (ordered == null && state.getClass() != reported.getClass()) {
            log(state);
        }
        reported = state;
        if (state instanceof LinkState.Running) {
            // the probe clock starts with the link: what came before says nothing about this session
            lastProbe = state.since();
        }
    }

    /** Keeps "since" honest: a state that is reported again has not begun again. */
    private static boolean sameKind(LinkState before, LinkState now) {
        return before.getClass() == now.getClass()
                && (now instanceof LinkState.Running || now instanceof LinkState.Starting);
    }

    private void log(LinkState state) {
        LOG.info("{} {} is {}", link, half, state.name());
    }

    @Override
    public synchronized void captured(BatchEnd end) {
        captured = end.to();
        if (pendingSince == null && end.items() > 0) {
            pendingSince = sinceAtMostNow(end.newestCommit());
        }
        if (half == Half.CENTRE) {
            counters = new LinkCounters(
                    counters.batches() + 1,
                    counters.items() + end.items(),
                    counters.rawBytes() + end.rawBytes(),
                    counters.wireBytes(),
                    counters.retries(),
                    newer(end.newestCommit()));
        }
    }

    @Override
    public synchronized void applied(BatchEnd end, long wireBytes) {
        applied = end.to();
        pendingSince = end.items() > 0 ? sinceAtMostNow(end.newestCommit()) : pendingSince;
        clearPending();
        boolean site = half == Half.SITE;
        counters = new LinkCounters(
                counters.batches() + (site ? 1 : 0),
                counters.items() + (site ? end.items() : 0),
                counters.rawBytes() + (site ? end.rawBytes() : 0),
                counters.wireBytes() + (site ? 0 : wireBytes),
                counters.retries(),
                newer(end.newestCommit()));
    }

    /** The target was moved; what comes again was committed at this time and later, null: nothing. */
    synchronized void moved(Position to, @Nullable Instant again) {
        applied = to;
        pendingSince = again == null ? pendingSince : again;
        clearPending();
    }

    /** Where the source's clock is ahead of ours, what waits does so since it is known: it must become late all the same. */
    private static Instant sinceAtMostNow(Instant commit) {
        Instant now = Instant.now();
        return commit.isAfter(now) ? now : commit;
    }

    private void clearPending() {
        if (applied.compareTo(captured) >= 0) {
            pendingSince = null;
        }
    }

    private Instant newer(Instant commit) {
        return commit.isAfter(counters.newestCommit()) ? commit : counters.newestCommit();
    }

    @Override
    public void counted(List<ItemCount> counts) {
        items.add(counts);
    }

    /** What was done to each item; empty at the centre, which commits nothing. */
    ItemStatistics statistics() {
        return items.statistics();
    }

    @Override
    public synchronized void probed(LinkProbe probe) {
        if (half == Half.CENTRE) {
            far = probe;
        }
        lastProbe = Instant.now();
        if (probe.applied().compareTo(applied) > 0) {
            applied = probe.applied();
            clearPending();
        }
    }

    /** The state as it is now, staleness included. */
    synchronized LinkState state() {
        if (ordered != null) {
            return ordered;
        }
        Instant probe = lastProbe;
        if (reported instanceof LinkState.Running
                && probe != null
                && Duration.between(probe, Instant.now()).compareTo(STALE_AFTER) > 0) {
            return new LinkState.Stale(probe.plus(STALE_AFTER), probe);
        }
        return reported;
    }

    synchronized LinkStatus status(@Nullable JournalUsage journal, String routeRefused) {
        return new LinkStatus(
                link,
                half,
                state(),
                captured,
                applied,
                counters,
                far,
                lastProbe,
                journal,
                configFile,
                routeVersion,
                pendingSince,
                late,
                routeRefused);
    }
}
