package io.renkei.api;

import java.time.Duration;

/**
 * How a link's journal is kept.
 *
 * @param limitBytes all segments together; 1 MiB .. 16 TiB
 * @param segmentBytes a new file is begun at this size; 64 KiB .. 1 GiB
 * @param retention how long batches stay after their acknowledgement, so that a restored target can be caught up; PT0S
 *     .. P31D; a 32nd part more at most
 * @param encryptionKey name of the secret with the AES-256 key (base64), or empty: not encrypted
 * @param alreadyEncoded the kind's payload is compressed already: store it as it is
 */
public record JournalSettings(
        long limitBytes, long segmentBytes, Duration retention, String encryptionKey, boolean alreadyEncoded) {
    private static final long MIB = 1024L * 1024;

    public JournalSettings {
        if (limitBytes < MIB || segmentBytes < MIB / 16 || segmentBytes > 1024 * MIB) {
            throw new IllegalArgumentException("journal limit is 1 MiB or more, a segment 64 KiB..1 GiB");
        }
        if (retention.isNegative() || retention.compareTo(Duration.ofDays(31)) > 0) {
            throw new IllegalArgumentException("journal retention is PT0S..P31D, was " + retention);
        }
    }

    /** 20 GiB in 64 MiB segments, kept for three days, in clear. */
    public static JournalSettings defaults() {
        return new JournalSettings(20 * 1024 * MIB, 64 * MIB, Duration.ofDays(3), "", false);
    }
}
