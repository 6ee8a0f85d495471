package io.renkei.api;

/**
 * @param id label for the barrier's batch
 * @param snapshot keep a picture of the source at exactly the cut under this id, for at most 10 minutes
 */
public record BarrierRequest(String id, boolean snapshot) {}
