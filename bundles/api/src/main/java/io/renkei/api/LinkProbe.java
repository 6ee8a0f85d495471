package io.renkei.api;

import java.time.Instant;

/**
 * The apply side's answer to a heartbeat that crossed the whole link, target included.
 *
 * @param state name of the far half's state, see {@link LinkState#name()}
 * @param reason code and text why it is not running, or empty
 * @param newestCommit source time of the newest applied change; {@link Instant#EPOCH} if none
 */
public record LinkProbe(String state, String reason, Position applied, Instant newestCommit, long items) {}
