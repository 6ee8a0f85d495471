package io.renkei.api;

import java.time.Duration;

/** Bounded questions to the far half of a link. */
public interface FarSide {
    /**
     * @param name of the call, kind first, for example {@code db.digest}
     * @param request at most 512 KiB
     * @throws LinkException if the far half is not reachable or refuses
     */
    byte[] call(String name, byte[] request, Duration maxWait);
}
