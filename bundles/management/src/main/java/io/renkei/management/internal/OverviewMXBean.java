package io.renkei.management.internal;

import java.util.Map;

/** All links of the node in one read: {@code io.renkei:type=Overview}. */
public interface OverviewMXBean {
    /** How many halves of links are in each state. */
    Map<String, Integer> getCounts();

    /** How many halves of links there are. */
    int getLinkCount();

    /** How many are behind for longer than their configuration allows. */
    int getLateCount();

    /** How many links have an edit of their lists that waits for a second person. */
    int getPendingEditCount();

    /** Whether every configured link runs or is paused. */
    boolean isReady();

    /** All links as one JSON document, schema {@code renkei.overview/1}; one read instead of hundreds. */
    String getLinksJson();
}
