package io.renkei.api;

import java.time.Instant;
import java.util.List;

/**
 * @param peer site or centre at the other end, as configured
 * @param since when it came up or went down
 * @param detail address when up, the reason when down; never a secret
 * @param roundTripMs of the last heartbeat; -1 while down
 */
public record LineStatus(
        String peer,
        boolean up,
        Instant since,
        String detail,
        long roundTripMs,
        long sentBytes,
        long receivedBytes,
        List<LinkId> channels) {}
