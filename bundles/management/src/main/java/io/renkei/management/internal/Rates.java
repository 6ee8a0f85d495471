package io.renkei.management.internal;

import io.renkei.api.Half;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each half does per second, measured between the last two samples; safe for any thread. */
final class Rates {
    /** A half of a link. */
    private record Key(LinkId link, Half half) {}

    /**
     * Per second, over the last sample interval.
     *
     * @param wireBytes payload as sent; 0 at the site
     */
    record Rate(double items, double rawBytes, double wireBytes) {
        static final Rate NONE = new Rate(0, 0, 0);
    }

    private record Sample(Instant at, LinkCounters counters, Rate rate) {}

    private Map<Key, Sample> samples = Map.of();

    /** Takes a sample of all halves; those that are gone are forgotten. */
    synchronized void sample(List<LinkStatus> statuses, Instant now) {
        Map<Key, Sample> next = new HashMap<>();
        for (LinkStatus status : statuses) {
            Key key = new Key(status.link(), status.half());
            Sample before = samples.get(key);
            Rate rate = before == null
                    ? Rate.NONE
                    : rate(before.counters(), status.counters(), Duration.between(before.at(), now));
            next.put(key, new Sample(now, status.counters(), rate));
        }
        samples = next;
    }

    private static Rate rate(LinkCounters before, LinkCounters now, Duration between) {
        double seconds = between.toMillis() / 1_000.0;
        // counters begin again when a link is configured anew: the first interval after that says nothing
        if (seconds <= 0 || now.batches() < before.batches()) {
            return Rate.NONE;
        }
        return new Rate(
                (now.items() - before.items()) / seconds,
                (now.rawBytes() - before.rawBytes()) / seconds,
                Math.max(0, now.wireBytes() - before.wireBytes()) / seconds);
    }

    synchronized Rate of(LinkStatus status) {
        Sample sample = samples.get(new Key(status.link(), status.half()));
        return sample == null ? Rate.NONE : sample.rate();
    }
}
