package io.renkei.demo.internal.bench.faults;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One moment at which something breaks.
 *
 * @param number counts from 1
 * @param pair 0: the production link, 1: the test link
 */
record Moment(int number, Window window, Strike strike, int pair) {
    /** The first six have every window and every part. */
    private static final List<Moment> ROUND = List.of(
            new Moment(0, Window.COPY_CHECKPOINT, Strike.SITE, 0),
            new Moment(0, Window.APPLY_ACKNOWLEDGEMENT, Strike.CUT, 0),
            new Moment(0, Window.JOURNAL_SLOT, Strike.CENTRE, 0),
            new Moment(0, Window.ANYWHERE, Strike.SOURCE, 0),
            new Moment(0, Window.ANYWHERE, Strike.TARGET, 1),
            new Moment(0, Window.ANYWHERE, Strike.SITE_LOST, 1),
            new Moment(0, Window.COPY_CHECKPOINT, Strike.TARGET, 0),
            new Moment(0, Window.APPLY_ACKNOWLEDGEMENT, Strike.CENTRE, 0),
            new Moment(0, Window.JOURNAL_SLOT, Strike.SOURCE, 1),
            new Moment(0, Window.ANYWHERE, Strike.SITE, 0),
            new Moment(0, Window.ANYWHERE, Strike.CUT, 1),
            new Moment(0, Window.ANYWHERE, Strike.SILENT, 0),
            new Moment(0, Window.COPY_CHECKPOINT, Strike.CENTRE, 1),
            new Moment(0, Window.APPLY_ACKNOWLEDGEMENT, Strike.SITE, 0),
            new Moment(0, Window.ANYWHERE, Strike.CENTRE, 0),
            new Moment(0, Window.ANYWHERE, Strike.CENTRE_LOST, 0),
            new Moment(0, Window.APPLY_ACKNOWLEDGEMENT, Strike.TARGET, 1),
            new Moment(0, Window.COPY_CHECKPOINT, Strike.CUT, 0),
            new Moment(0, Window.JOURNAL_SLOT, Strike.SITE, 0));

    /** So many moments, every kind in turn. */
    static List<Moment> plan(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Moment kind = ROUND.get(i % ROUND.size());
                    return new Moment(i + 1, kind.window, kind.strike, kind.pair);
                })
                .toList();
    }
}
