package io.renkei.demo.internal.bench.db;

import java.util.Locale;

/**
 * What it cost one carrier to bring a stretch of the source's log to his target.
 *
 * @param seconds from the moment his slot was read until the marker at the end was visible
 * @param sourceCpu processor seconds of the source's server
 * @param targetCpu the same of the target's server
 * @param ownCpu the same of the carrier's own processes
 * @param wireBytes over the network
 */
record Drain(double seconds, double sourceCpu, double targetCpu, double ownCpu, long wireBytes) {
    String text(String who, String what) {
        return String.format(
                Locale.ROOT,
                "%-3s %-16s %7.2f s   cpu: source %6.2f target %6.2f own %6.2f   line %,d bytes",
                what,
                who,
                seconds,
                sourceCpu,
                targetCpu,
                ownCpu,
                wireBytes);
    }
}
