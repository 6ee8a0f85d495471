package io.renkei.management.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One link: {@code io.renkei:type=Link,name=db-13-prod}. On a node that holds both halves the state is the worse one's and
 * everything else the centre's; {@link #getHalves} tells them apart. Null: not known on this node.
 */
public interface LinkMXBean {
    /** For example {@code running}. */
    String getState();

    /** {@code OK}, {@code WARNING} or {@code ERROR}. */
    String getLevel();

    /** When it came into this state; RFC 3339, UTC. */
    String getSince();

    /** State of each half on this node, for example {@code centre running}. */
    String[] getHalves();

    /** How far the target is behind the source. */
    @Nullable Long getLagMillis();

    /** Whether it is behind for longer than {@link #getLateAfterMillis}. */
    boolean isLate();

    /** From the configuration. */
    long getLateAfterMillis();

    /** Up to where the source was read, in its own words. */
    String getCapturedPosition();

    /** Up to where the target holds everything, in the source's words. */
    String getAppliedPosition();

    /** Number of this node's ownership; known while the centre's journal is open. */
    @Nullable Long getEpoch();

    /** Row changes, files, pages since the node started. */
    long getItemsTotal();

    /** Batches since the node started. */
    long getBatchesTotal();

    /** Payload before compression since the node started. */
    long getRawBytesTotal();

    /** Payload as sent since the node started. */
    long getWireBytesTotal();

    /** Tries that failed since the node started. */
    long getRetriesTotal();

    /** Over the last sample interval. */
    double getItemsPerSecond();

    /** Before compression, over the last sample interval. */
    double getRawBytesPerSecond();

    /** As sent, over the last sample interval. */
    double getWireBytesPerSecond();

    /** On disk now. */
    @Nullable Long getJournalBytes();

    /** Of these, what the target has not confirmed. */
    @Nullable Long getJournalUnacknowledgedBytes();

    /** Since a heartbeat crossed the whole link. */
    @Nullable Long getHeartbeatAgeMillis();

    /** For example {@code RNK-1001}; empty: nothing stands against it. */
    String getCode();

    /** Why it is as it is; empty: nothing stands against it. In the language of the node. */
    String getCause();

    /** What to do; empty: nothing. In the language of the node. */
    String getAction();

    /** Who must act; empty: nobody. In the language of the node. */
    String getWhoMustAct();

    /** What an edit of the lists would newly let leave and a second person has not activated; empty: none waits. */
    String getPendingEdit();

    /** Bundle and version of the routes it runs on; empty while it has none. */
    String getRouteVersion();

    /** File it comes from. */
    String getConfigFile();

    /**
     * What its target has committed, by item; asks the site, if that is elsewhere, for 3 s at most. Fails with the reason if
     * that can't be asked.
     */
    Map<String, ItemFigures> statistics();

    /**
     * Stops it after the batch in hand; roles manager and admin.
     *
     * @param duration for example {@code 2h}, or {@code until-resumed}
     * @param reason goes into the audit trail
     */
    void pause(String duration, String reason);

    /**
     * Starts it when it is paused, failed, refused or fenced; roles manager and admin.
     *
     * @param reason goes into the audit trail
     */
    void resume(String reason);
}
