package io.renkei.db.internal.capture;

import io.renkei.api.TableVerdict;
import io.renkei.db.internal.wire.DigestReply;
import io.renkei.db.internal.wire.DigestReply.Bucket;
import io.renkei.db.internal.wire.DigestReply.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the digests of one table at two sides say: which buckets differ, and in them which rows. */
final class Comparison {
    private static final int KEYS_MAX = 20;

    private final String item;
    private final List<String> keys = new ArrayList<>();
    private long compared;
    private long different;

    /** A bucket that differs, with the number of rows at both sides. */
    record Differing(int number, long source, long target) {
        long rows() {
            return Math.max(source, target);
        }

        /** Rows that differ at the least. */
        long least() {
            return Math.max(1, Math.abs(source - target));
        }
    }

    Comparison(String item) {
        this.item = item;
    }

    /** Counts the rows and finds the buckets that differ. */
    List<Differing> buckets(DigestReply source, DigestReply target) {
        Map<Integer, Bucket> here = byNumber(source);
        Map<Integer, Bucket> there = byNumber(target);
        TreeMap<Integer, Differing> differing = new TreeMap<>();
        here.forEach((number, bucket) -> {
            compared += bucket.count();
            if (!bucket.equals(there.get(number))) {
                differing.put(number, new Differing(number, bucket.count(), count(there.get(number))));
            }
        });
        there.forEach((number, bucket) -> {
            if (!here.containsKey(number)) {
                differing.put(number, new Differing(number, 0, bucket.count()));
            }
        });
        return new ArrayList<>(differing.values());
    }

    private static Map<Integer, Bucket> byNumber(DigestReply reply) {
        Map<Integer, Bucket> buckets = new HashMap<>();
        reply.sums().forEach(bucket -> buckets.put(bucket.number(), bucket));
        return buckets;
    }

    private static long count(@Nullable Bucket bucket) {
        return bucket == null ? 0 : bucket.count();
    }

    /** Compares rows one by one. */
    void rows(DigestReply source, DigestReply target) {
        Map<Long, List<Row>> there = byKey(target);
        byKey(source).forEach((key, here) -> {
            List<Row> other = there.remove(key);
            if (other == null) {
                differ(here.size(), here.get(0), "missing at the target");
            } else {
                differ(unmatched(here, other), here.get(0), "differs");
            }
        });
        there.values().forEach(surplus -> differ(surplus.size(), surplus.get(0), "only at the target"));
    }

    /** Several rows have one key only in a table without key. */
    private static int unmatched(List<Row> here, List<Row> there) {
        List<Long> left = new ArrayList<>();
        there.forEach(row -> left.add(row.hash()));
        int matched = 0;
        for (Row row : here) {
            if (left.remove(Long.valueOf(row.hash()))) {
                matched++;
            }
        }
        return Math.max(here.size(), there.size()) - matched;
    }

    private static Map<Long, List<Row>> byKey(DigestReply reply) {
        Map<Long, List<Row>> rows = new HashMap<>();
        reply.rows()
                .forEach(row -> rows.computeIfAbsent(row.key(), key -> new ArrayList<>())
                        .add(row));
        return rows;
    }

    private void differ(int rows, Row example, String how) {
        different += rows;
        if (rows > 0 && keys.size() < KEYS_MAX) {
            keys.add(example.masked() + " " + how);
        }
    }

    /** Buckets whose rows were not looked at one by one. */
    void unexamined(List<Differing> buckets) {
        buckets.forEach(bucket -> different += bucket.least());
    }

    TableVerdict verdict() {
        return new TableVerdict(item, compared, different, keys);
    }
}
